// The vendor's Node SDK (npm `@ovhcloud/node-ovh` 3.0.0), unchanged, against a sandbox started with --tls --read-only.
//
//     NODE_EXTRA_CA_CERTS=<ca_file> node node.mjs '<the JSON line of ovh-sandbox serve --tls --read-only>'
//
// Prints one JSON object with what was checked; ends non-zero, naming the mismatch, when something is not as expected.
// The SDK is looked for in the working directory, so the script may lie elsewhere than node_modules.

import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const ovh = createRequire(`${process.cwd()}/`)('@ovhcloud/node-ovh');
const connection = JSON.parse(process.argv[2]);
const api = new URL(connection.api);
const base = `/cloud/project/${connection.service_name}/ai`;
const body = () => ({
  name: 'from-node',
  image: 'ovhcom/ai-examples-hello:1.0',
  region: 'GRA',
  resources: { flavor: 'ai1-1-cpu', cpu: 1 },
  envVars: [{ name: 'VILLE', value: 'Orléans' }],
  labels: { from: 'node' },
});
let checked = 0;

function check(what, condition, found) {
  if (!condition) {
    throw new Error(`${what}: not as expected: ${JSON.stringify(found)}`);
  }
  checked += 1;
}

// The SDK rejects with { error: HTTP status, message }.
async function refused(what, status, message, call) {
  let found;
  try {
    found = await call();
  } catch (problem) {
    check(what, problem.error === status && String(problem.message).includes(message), problem);
    return;
  }
  throw new Error(`${what}: accepted with ${JSON.stringify(found)}`);
}

const place = { host: api.hostname, port: Number(api.port), basePath: api.pathname };

function signedClient(credentials, changes = {}) {
  return ovh({
    ...place,
    appKey: credentials.application_key,
    appSecret: credentials.application_secret,
    consumerKey: credentials.consumer_key,
    ...changes,
  });
}

async function waitFor(client, id, state) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = (await client.requestPromised('GET', `${base}/app/${id}`)).status.state;
    if (found === state) {
      checked += 1;
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`app stays ${found} instead of becoming ${state}`);
    }
    await sleep(50);
  }
}

// Everything a program does with an app, from create to delete.
async function life(client, kind) {
  const call = (method, path, parameters) => client.requestPromised(method, `${base}${path}`, parameters);
  check(`${kind}: list`, (await call('GET', '/app')).length >= 1);
  const made = await call('POST', '/app', body());
  const path = `/app/${made.id}`;
  check(`${kind}: create`, made.spec.envVars[0].value === 'Orléans', made.spec);
  await waitFor(client, made.id, 'RUNNING');
  const found = await call('GET', '/app', { labelSelector: 'from=node', statusState: 'RUNNING', size: 10 });
  check(`${kind}: filter`, found.length === 1 && found[0].id === made.id, found);
  const envVars = [{ name: 'VILLE', value: null }, { name: 'PORT', value: '1' }];
  const changed = await call('PUT', path, { cpu: 2, envVars });
  check(`${kind}: update`, JSON.stringify(changed.spec.envVars) === '[{"name":"PORT","value":"1"}]', changed.spec);
  check(`${kind}: count`, changed.spec.resources.flavorCount === 2, changed.spec.resources);
  check(`${kind}: label answers nothing`, (await call('PUT', `${path}/label`, { name: 'été', value: 'mer' })) === null);
  check(`${kind}: label`, (await call('GET', path)).spec.labels['été'] === 'mer');
  await call('PUT', `${path}/scalingstrategy`, { fixed: { replicas: 3 } });
  await waitFor(client, made.id, 'RUNNING');
  check(`${kind}: replicas`, (await call('GET', path)).status.availableReplicas === 3);
  await refused(`${kind}: delete while running`, 409, 'must be stopped', () => call('DELETE', path));
  await call('PUT', `${path}/stop`);
  await waitFor(client, made.id, 'STOPPED');
  await call('PUT', `${path}/start`);
  await waitFor(client, made.id, 'RUNNING');
  await call('DELETE', path, { force: true });
  for (let left = 400; left > 0; left -= 1) {
    try {
      await call('GET', path);
    } catch (problem) {
      check(`${kind}: gone`, problem.error === 404, problem);
      return;
    }
    await sleep(50);
  }
  throw new Error(`${kind}: the app is still there`);
}

const signed = signedClient(connection);
const get = (client, path) => client.requestPromised('GET', path);
check('time', Math.abs((await get(signed, '/auth/time')) - Date.now() / 1000) < 60);
// The SDK signs no path that holds "/auth", which takes in the AI authorisation too.
await refused('details', 403, 'needs a credential', () => get(signed, '/auth/details'));
await refused('authorization', 403, 'needs a credential', () => get(signed, `${base}/authorization`));
check('projects', (await get(signed, '/cloud/project')).includes(connection.service_name));
check('v1 in place of 1.0', (await get(signed, '/v1/cloud/project')).includes(connection.service_name));
await life(signed, 'signed');

// The SDK appends oauth2/token itself.
const tokenUrl = new URL('../', connection.token_url).href;
const bearer = ovh({
  ...place,
  clientID: connection.client_id,
  clientSecret: connection.client_secret,
  tokenURL: tokenUrl,
});
check('service account', (await get(bearer, '/auth/details')).user === connection.client_id);
await life(bearer, 'bearer');

const flavors = await get(signed, `${base}/capabilities/region/GRA/flavor`);
check('flavors', flavors.some((flavor) => flavor.id === 'h100-1-gpu'), flavors);
const { command } = await signed.requestPromised('POST', `${base}/app/command`, body());
check('command', command.startsWith('ovhai app run ovhcom/ai-examples-hello:1.0 --name from-node'), command);

await refused('missing app', 404, 'does not exist', () => get(signed, `${base}/app/nobody`));
await refused('bad flavor', 400, '[resources] flavor unknown', () =>
  signed.requestPromised('POST', `${base}/app`, { ...body(), resources: { flavor: 'none' } }));
const wrong = (changes) => () => get(signedClient(connection, changes), '/cloud/project');
await refused('unknown key', 403, 'application key', wrong({ appKey: 'nobody' }));
await refused('unknown consumer', 403, 'not valid', wrong({ consumerKey: 'nobody' }));
await refused('wrong secret', 403, 'signature', wrong({ appSecret: 'wrong' }));
const reader = signedClient(connection.read_only);
check('reader reads', (await get(reader, `${base}/app`)).length >= 1);
await refused('reader writes', 403, 'not been granted', () => reader.requestPromised('POST', `${base}/app`, body()));
const asked = await signed.requestPromised('POST', '/auth/credential', {
  accessRules: [{ method: 'GET', path: '/cloud/*' }],
});
check('consumer key', asked.state === 'pendingValidation', asked);

console.log(JSON.stringify({ sdk: 'node-ovh', api: connection.api, checked }));
