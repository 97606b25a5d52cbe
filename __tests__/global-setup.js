const { execFileSync } = require('node:child_process');
const { createServer } = require('node:http');

/** Bundles the handlers once for all tests: they are tested as they are deployed. */
module.exports = async () => {
  execFileSync(process.execPath, ['tools/run.mjs', 'tools/bundle.ts', '--quiet'], { stdio: 'inherit' });
  process.env.SSM_NORMAL_URL = await normalMode();
};

/** An SSM that says `normal` to whoever asks: for all tests that modes are no matter of. It ends with the process. */
const normalMode = () =>
  new Promise((resolve) => {
    const value = JSON.stringify({ mode: 'normal', by: 'tests', why: 'as usual' });
    const server = createServer((request, response) => {
      request.resume();
      response
        .setHeader('content-type', 'application/x-amz-json-1.1')
        .end(JSON.stringify({ Parameter: { Name: '/mode', Type: 'String', Value: value } }));
    });
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
    // nor do connections that a function keeps alive hold it up
    server.on('connection', (socket) => socket.unref());
    server.unref();
  });
