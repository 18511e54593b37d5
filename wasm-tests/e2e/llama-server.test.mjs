// A real llama.cpp server with the tiny model: three dialects, grammar, schema and cancel, as a client meets them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const server = process.env.CAUSELOOM_LLAMA_SERVER;
const key = process.env.CAUSELOOM_LLM_KEY;
assert.ok(server && key, 'CAUSELOOM_LLAMA_SERVER and CAUSELOOM_LLM_KEY must be set: run `cargo xtask test --only e2e`');

const bearer = { authorization: `Bearer ${key}` };

/** Asks the server; the answer is the response. */
const post = (path, body, headers = bearer, signal = AbortSignal.timeout(60_000)) =>
  fetch(server + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal });

/** The data of all events of a stream. */
async function events(response) {
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => line.slice(6)).map((data) => (data === '[DONE]' ? data : JSON.parse(data)));
}

const messages = [{ role: 'user', content: 'A note, please.' }];

test('three dialects stream a text, and one seed writes one text', async () => {
  const question = { messages, max_tokens: 40, seed: 7, stream: true, stream_options: { include_usage: true } };
  const chat = await events(await post('/v1/chat/completions', question));
  assert.equal(chat.at(-1), '[DONE]');
  const chatText = chat.map((event) => event.choices?.[0]?.delta?.content ?? '').join('');
  assert.ok(chat.some(({ choices, usage }) => choices?.length === 0 && usage.completion_tokens > 0), 'usage comes last, without choices');

  const message = { model: 'any', max_tokens: 40, seed: 7, stream: true, messages };
  const anthropic = await events(await post('/v1/messages', message, { 'x-api-key': key, 'anthropic-version': '2023-06-01' }));
  assert.deepEqual([anthropic[0].type, anthropic.at(-1).type], ['message_start', 'message_stop']);
  const anthropicText = anthropic.map((event) => event.delta?.text ?? '').join('');

  const response = { model: 'any', max_output_tokens: 40, seed: 7, stream: true, input: 'A note, please.' };
  const responses = await events(await post('/v1/responses', response));
  assert.deepEqual([responses[0].type, responses.at(-1).type], ['response.created', 'response.completed']);
  const responsesText = responses.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta).join('');

  console.log(`it wrote: ${chatText}`);
  assert.ok(chatText.length > 20 && anthropicText.length > 20, `${chatText}, ${anthropicText}`);
  // Messages know no seed: llama.cpp drops it there, as Anthropic does.
  assert.equal(responsesText, chatText);
});

test('a grammar and a schema hold every answer', async () => {
  const chat = async (more) => (await (await post('/v1/chat/completions', { messages, max_tokens: 300, ...more })).json()).choices[0];
  const grammar = 'root ::= " A " [1-9] [0-9] "-year-old woman" (" with" | " who has") " no sepsis; lactate 2.4 mmol/L."';
  const schema = {
    type: 'object',
    properties: { age: { type: 'integer' }, sex: { enum: ['F', 'M'] } },
    required: ['age', 'sex'],
    additionalProperties: false,
  };
  const written = new Set();
  for (const seed of Array(8).keys()) {
    const { message } = await chat({ grammar, seed });
    assert.match(message.content, /^ A [1-9][0-9]-year-old woman (with|who has) no sepsis; lactate 2\.4 mmol\/L\.$/);
    written.add(message.content);
    const format = { type: 'json_schema', json_schema: { name: 'row', strict: true, schema } };
    const facts = await chat({ response_format: format, seed });
    if (facts.finish_reason === 'length') continue;
    const { age, sex } = JSON.parse(facts.message.content);
    assert.ok(Number.isInteger(age) && ['F', 'M'].includes(sex), facts.message.content);
  }
  assert.ok(written.size > 2, 'what the grammar leaves free is free');
});

test('a wrong key, a wrong grammar and a prompt that is too long are told as errors', async () => {
  const error = async (body, headers) => {
    const response = await post('/v1/chat/completions', { messages, ...body }, headers);
    return [response.status, (await response.json()).error.type];
  };
  assert.deepEqual(await error({}, { authorization: 'Bearer wrong' }), [401, 'authentication_error']);
  assert.equal((await error({ grammar: 'root ::= (' }))[0], 400);
  const long = [{ role: 'user', content: 'word '.repeat(6000) }];
  assert.deepEqual(await error({ messages: long }), [400, 'exceed_context_size_error']);
});

test('a cancelled stream frees the server at once', async () => {
  const endless = { messages, max_tokens: 3500, stream: true, grammar: 'root ::= ("a" | "b") root' };
  const isIdle = async () => {
    const slots = await (await fetch(`${server}/slots`, { headers: bearer })).json();
    return slots.every((slot) => slot.is_processing === false);
  };
  const begun = performance.now();
  const whole = (await events(await post('/v1/chat/completions', endless))).length;
  const uncancelled = performance.now() - begun;
  assert.ok(whole > 1000, `${whole} events`);

  const abort = new AbortController();
  const reader = (await post('/v1/chat/completions', endless, bearer, abort.signal)).body.getReader();
  await reader.read();
  assert.equal(await isIdle(), false, 'it is at work');
  const cancelled = performance.now();
  abort.abort();
  await assert.rejects(reader.read(), { name: 'AbortError' });
  while (!(await isIdle())) await new Promise((resolve) => setTimeout(resolve, 5));
  const waited = performance.now() - cancelled;
  console.log(`idle ${waited.toFixed(0)} ms after the cancel; the whole answer takes ${uncancelled.toFixed(0)} ms`);
  assert.ok(waited < uncancelled / 2, `${waited} of ${uncancelled} ms`);
});
