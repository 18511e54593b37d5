// The server that fails as it is told, and the question's part of a page that asks it.

import assert from 'node:assert/strict';

export const server = process.env.CAUSELOOM_LLM_SERVER;
export const key = process.env.CAUSELOOM_LLM_KEY;
assert.ok(server && key, 'CAUSELOOM_LLM_SERVER and CAUSELOOM_LLM_KEY must be set: run `cargo xtask test --only e2e`');

/** Tells the server something; the answer is its JSON. */
export async function steer(method, path, body) {
  const answer = await fetch(server + path, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, `${method} ${path}`);
  return answer.json();
}

/** Has the server forget what it was told and asked. */
export const forget = () => Promise.all(['/settings', '/fault', '/script', '/requests'].map((path) => steer('DELETE', path)));

/** The questions that it was asked. */
export const posts = async () => (await steer('GET', '/requests')).filter(({ method }) => method === 'POST');

export const question = (page) => page.getByRole('region', { name: 'The question' });
export const button = (page, name) => question(page).getByRole('button', { name, exact: true });
