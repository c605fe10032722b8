// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Contract, type Exchange } from './contract';

const contract = new Contract();
const exchange = (change: Partial<Exchange>): Exchange => ({
  method: 'GET', url: '/api/v1/villages', request_type: '', request: '', status: 200, type: 'application/json; charset=utf-8',
  answer: '{"items":[]}', ...change,
});
const wrong = (change: Partial<Exchange>): string => contract.check(exchange(change)).violations.join('\n');

describe('an exchange', () => {
  it('that keeps the contract is fine', () => {
    expect(contract.check(exchange({}))).toEqual({ operation: 'GET /villages', violations: [] });
    expect(contract.names.length).toBeGreaterThan(150);
  });
  it('with another answer is not', () => {
    expect(wrong({ answer: '{"items":[{}]}' })).toContain('must have required property');
    expect(wrong({ answer: '{' })).toContain('no JSON');
    expect(wrong({ type: 'text/html' })).toContain('text/html');
    expect(wrong({ status: 202 })).toContain('this status is not in the contract');
  });
  it('with what the contract does not know is not', () => {
    expect(wrong({ url: '/api/v1/villages?colour=red' })).toContain('colour');
    expect(wrong({ url: '/api/v1/no-such' })).toContain('no such operation');
    expect(wrong({ url: '/api/v1/no-such', status: 404 })).toBe('');
    expect(wrong({ method: 'POST', url: '/api/v1/session', request: '{"username":1}', request_type: 'application/json', status: 201, answer: '{}' }))
      .toContain('request');
  });
  it('that was refused is held to its problem alone', () => {
    const refused = { method: 'POST', url: '/api/v1/session', request: '{"username":1}', request_type: 'application/json', status: 422, type: 'application/problem+json' };
    expect(wrong({ ...refused, answer: '{"type":"about:blank","title":"x","status":422,"code":"invalid","detail":"x","errors":[]}' })).toBe('');
    expect(wrong({ ...refused, answer: '{"oops":1}' })).not.toBe('');
  });
});

it('every body has an example', () => {
  const given = new Set(contract.examples.map(({ method, path }) => `${method} ${path}`));
  expect(contract.bodies.length).toBeGreaterThan(80);
  expect(contract.bodies.filter((one) => !given.has(one))).toEqual([]);
});
