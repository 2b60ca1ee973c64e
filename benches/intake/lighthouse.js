// A Lighthouse CI server as its documentation starts it, on loopback.
// usage: node lighthouse.js <port> <storage options as JSON>
const {createServer} = require('@lhci/server');

const [port, storage] = process.argv.slice(-2);
createServer({
  port: Number(port),
  host: '127.0.0.1',
  logLevel: 'silent',
  storage: {storageMethod: 'sql', ...JSON.parse(storage)},
}).catch(error => {
  console.error(error);
  process.exit(1);
});
