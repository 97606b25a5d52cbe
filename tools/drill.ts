import { stacks } from '../main';
import { FAULTS } from './drill/faults';
import { optionsOf, USAGE } from './drill/options';
import { renderDrill } from './drill/render';
import { runDrills } from './drill/run-drills';
import { productionOf, scenesFor } from './drill/scenes';

const options = optionsOf(process.argv.slice(2));
if (options === 'help') {
  console.log(USAGE);
  process.exit(0);
}
if ('problem' in options) {
  console.error(`${options.problem}\n\n${USAGE}`);
  process.exit(2);
}
const drilled = runDrills(scenesFor(productionOf(stacks), options.volumes), options.faults);
const { verdicts, totals, notEvaluated, notSimulated } = drilled;
if (options.json) console.log(JSON.stringify(drilled, null, 2));
else {
  console.log(renderDrill(verdicts, totals).join('\n'));
  for (const { alarm, because } of notEvaluated) console.log(`not evaluated, and never a page: ${alarm} (${because})`);
}
// single faults show single metrics
if (options.faults === FAULTS && notSimulated.length > 0) {
  console.error(`monitors read what nobody simulates: ${notSimulated.join(', ')}`);
  process.exitCode = 1;
}
