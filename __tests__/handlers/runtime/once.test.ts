import { once } from '../../../handlers/runtime/once';

it('makes a thing once for an argument, and anew for another', () => {
  const made: number[] = [];
  const double = once((value: number) => {
    made.push(value);
    return value * 2;
  });
  expect([double(1), double(1), double(2), double(1)]).toEqual([2, 2, 4, 2]);
  expect(made).toEqual([1, 2, 1]);
});
