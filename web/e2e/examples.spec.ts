// Every body that openapi.yaml gives as an example is sent to the built program by whoever may send it. It may say that there is no
// such thing (the ids are examples), or not in this state; it may not say that the body is wrong.
import { Contract } from '../contract/contract';
import { expect, test } from './people';

test.use({ contract: true });

const ROLES = ['supervisor', 'operator', 'dispatcher', 'admin', 'checker', 'heat-1-lead', 'auditor'];
// These say more than the form of a body: a code of the minute, a key of a device, a password that is not the demo's.
const NEEDS = ['/identity/', '/passkeys/', '/me/second-factor', '/me/recovery-codes', '/me/passkeys', '/me/password', '/push-subscriptions', '/telephones', '/session'];

test('every example of a body is one that the program takes', async ({ program, town }) => {
  const { examples } = new Contract();
  expect(examples.length).toBeGreaterThan(70);
  const tokens: string[] = [];
  for (const role of ROLES) {
    const token = await town.as(role).catch(() => '');
    if (token) tokens.push(token);
  }
  expect(tokens.length).toBeGreaterThan(4);
  const wrong: string[] = [];
  let sent = 0;
  for (const { method, path, body } of examples) {
    if (NEEDS.some((part) => path.includes(part))) continue;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String((body as Record<string, unknown>)[name] ?? (body as { class?: Record<string, unknown> }).class?.[name] ?? (name === 'id' ? '999999' : 'NONE-1')));
    let status = 403;
    let words = '';
    for (const token of tokens) {
      const answer = await fetch(`${program.url}/api/v1${filled}`, {
        method, body: JSON.stringify(body), headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      });
      status = answer.status;
      words = await answer.text();
      if (status !== 403) break;
    }
    sent += 1;
    // What an example names need not be there: a 422 that says nothing else is no fault of the body.
    const errors = status === 422 ? (JSON.parse(words) as { errors: { code: string }[] }).errors : [];
    if (errors.length > 0 && errors.every((error) => error.code === 'unknown')) continue;
    if (![200, 201, 202, 204, 404, 409].includes(status)) wrong.push(`${method} ${path}: ${status} ${words.slice(0, 300)}`);
  }
  expect(wrong).toEqual([]);
  expect(sent).toBeGreaterThan(55);
});
