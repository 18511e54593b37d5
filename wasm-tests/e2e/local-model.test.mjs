// A language model in the tab: a GGUF file by wllama, and the browser's own; loaded on demand, heard by nobody else.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, visit } from './harness.mjs';
import { keep } from './tables.mjs';

after(closeBrowser);

const model = process.env.CAUSELOOM_TINY_MODEL;
assert.ok(model, 'CAUSELOOM_TINY_MODEL must name the tiny model: run `cargo xtask test --only e2e`');

/** Puts a file into a picker of the page, as a person would, and keeps it as `window.picked`. */
async function pick(page, ...paths) {
  await page.evaluate(() => {
    const picker = Object.assign(document.createElement('input'), { type: 'file', id: 'picker', multiple: true });
    document.getElementById('picker')?.remove();
    document.body.append(picker);
  });
  await page.locator('#picker').setInputFiles(paths);
  await page.evaluate(() => (window.picked = document.getElementById('picker').files));
}

/** In the page: the module, and an ask in a form with a seed. */
const prepare = (page) =>
  page.evaluate(async () => {
    window.local = await import('/local-model.js');
    window.ask = (text, form = 'free', more = {}) => ({
      messages: [{ role: 'user', text }], form, max_tokens: 60, temperature: null, seed: 7, ...more,
    });
    // How it failed, in words that a test can compare.
    window.failed = (promise) => promise.then(() => 'did not fail', (error) => error.kind ?? error.name);
  });

const schema = {
  type: 'object',
  properties: { age: { type: 'integer' }, sex: { enum: ['F', 'M'] } },
  required: ['age', 'sex'],
  additionalProperties: false,
};

test('a model from a file writes in the tab, and nobody else is asked', async () => {
  await visit({}, async (page, seen) => {
    const before = seen.requests.length;
    assert.ok(seen.requests.every(({ url }) => !/local-model|vendor/.test(url)), 'it is not in the first load');
    await prepare(page);
    await pick(page, model);
    const { about, progress } = await page.evaluate(async () => {
      const progress = [];
      const about = await local.load(picked, (done) => progress.push(done), { threads: 1 });
      return { about, progress };
    });
    assert.deepEqual(about, { name: 'causeloom-tiny', context: 4096, trained: 4096, threads: 1 });
    const { loaded, total } = progress.at(-1);
    assert.ok(progress.length > 2 && loaded === total && total > 1e6, JSON.stringify(progress.at(-1)));
    const { reply, pieces, again, other } = await page.evaluate(async () => {
      const pieces = [];
      const reply = await local.generate(ask('A note, please.'), (piece) => pieces.push(piece));
      const again = await local.generate(ask('A note, please.'));
      const other = await local.generate(ask('A note, please.', 'free', { seed: 8 }));
      return { reply, pieces, again, other };
    });
    console.log(`it wrote: ${reply.text}`);
    assert.ok(pieces.length > 5, `${pieces.length} pieces`);
    assert.equal(pieces.join(''), reply.text);
    assert.equal(reply.model, 'causeloom-tiny');
    assert.ok(reply.usage.prompt > 0 && reply.usage.completion > 0, JSON.stringify(reply.usage));
    assert.deepEqual(again.text, reply.text, 'the same seed writes the same');
    assert.notEqual(other.text, reply.text, 'another seed writes something else');
    const since = seen.requests.slice(before).map(({ url }) => url.replace(/blob:.*/, 'blob'));
    assert.deepEqual([...new Set(since.map((url) => (url === 'blob' ? url : new URL(url).pathname)))].sort(),
      ['/local-model.js', '/vendor/wllama/index.js', '/vendor/wllama/wllama.wasm', 'blob']);
  });
});

test('what it writes is held to a grammar, to a schema and to a number of tokens', async () => {
  await visit({}, async (page) => {
    await prepare(page);
    await pick(page, model);
    const replies = await page.evaluate(async (schema) => {
      await local.load(picked);
      const fact = 'root ::= " A 71-year-old woman" (" with" | " who has") " no sepsis; lactate 2.4 mmol/L."';
      return {
        grammar: await local.generate(ask('Sepsis?', { grammar: fact })),
        schema: await local.generate(ask('Facts.', { schema }, { max_tokens: 400 })),
        short: await local.generate(ask('A note.', { grammar: `root ::= "${'no sepsis, '.repeat(20)}"` }, { max_tokens: 5 })),
        unreadable: await failed(local.generate(ask('x', { grammar: 'root ::= (' }))),
        long: await failed(local.generate(ask('word '.repeat(6000)))),
        after: (await local.generate(ask('A note.'))).text,
      };
    }, schema);
    assert.match(replies.grammar.text, /^ A 71-year-old woman (with|who has) no sepsis; lactate 2\.4 mmol\/L\.$/);
    const facts = JSON.parse(replies.schema.text);
    assert.ok(Number.isInteger(facts.age) && ['F', 'M'].includes(facts.sex), replies.schema.text);
    assert.equal(replies.short.finish, 'length');
    assert.equal(replies.short.usage.completion, 5);
    assert.deepEqual([replies.unreadable, replies.long], ['failed', 'failed']);
    assert.ok(replies.after.length > 0, 'it can be asked again');
  });
});

test('an aborted question ends at once, and the model can be asked again', async () => {
  await visit({}, async (page) => {
    await prepare(page);
    await pick(page, model);
    const { name, waited, pieces, yes } = await page.evaluate(async () => {
      await local.load(picked);
      const abort = new AbortController();
      let pieces = 0;
      let aborted;
      const endless = ask('Go on.', { grammar: 'root ::= ("a" | "b") root' }, { max_tokens: 3500 });
      const name = await failed(local.generate(endless, () => {
        if (++pieces === 5) {
          aborted = performance.now();
          abort.abort();
        }
      }, abort.signal));
      const waited = performance.now() - aborted;
      const yes = await local.generate(ask('Sepsis?', { grammar: 'root ::= " yes"' }));
      return { name, waited, pieces, yes: yes.text };
    });
    assert.equal(name, 'AbortError');
    assert.equal(pieces, 5);
    assert.equal(yes, ' yes');
    assert.ok(waited < 1000, `${waited} ms`);
  });
});

test('what is no model is refused in words, and unloading ends everything', async () => {
  const noModel = keep('no-model.gguf', 'hello');
  const damaged = keep('damaged.gguf', Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(5000)]));
  await visit({}, async (page) => {
    await prepare(page);
    const load = async (...paths) => {
      await pick(page, ...paths);
      return page.evaluate(() => failed(local.load(picked)));
    };
    assert.equal(await load(), 'no-file');
    assert.equal(await load(noModel), 'no-gguf');
    assert.equal(await load(damaged), 'not-loadable');
    await pick(page, model);
    const kinds = await page.evaluate(async () => {
      const interrupted = failed(local.load(picked));
      await new Promise((resolve) => setTimeout(resolve, 30));
      await local.unload();
      const kinds = [await interrupted, await failed(local.generate(ask('x')))];
      await local.load(picked);
      const working = failed(local.generate(ask('Go on.', { grammar: 'root ::= "a" root' }, { max_tokens: 3500 })));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await local.unload();
      return [...kinds, await working];
    });
    assert.deepEqual(kinds, ['unloaded', 'not-loaded', 'unloaded']);
    await Promise.all(page.workers().map((worker) => worker.waitForEvent('close', { timeout: 5_000 })));
  });
});

test("the browser's own model says whether it is there", async () => {
  await visit({}, async (page) => {
    await prepare(page);
    const [there, refused] = await page.evaluate(async () => [await local.builtInAvailability(), await failed(local.loadBuiltIn())]);
    // Chromium has the interface and no model.
    assert.deepEqual([there, refused], ['unavailable', 'unavailable']);
  });
});

test("the browser's own model is asked in its form and answers in ours", async () => {
  await visit({}, async (page) => {
    await prepare(page);
    const { result, calls } = await page.evaluate(async (schema) => {
      const calls = [];
      // Stands for Chrome's model, which no test can have: what it is given is kept.
      globalThis.LanguageModel = {
        availability: async () => 'downloadable',
        create: async ({ monitor, initialPrompts }) => {
          const download = new EventTarget();
          monitor?.(download);
          download.dispatchEvent(new ProgressEvent('downloadprogress', { loaded: 1, total: 1 }));
          calls.push({ initialPrompts });
          return {
            contextWindow: 9000,
            destroy: () => calls.push('destroy'),
            promptStreaming: (turns, { signal, responseConstraint }) => {
              calls.push({ turns, responseConstraint });
              return new ReadableStream({
                async pull(stream) {
                  await new Promise((resolve) => setTimeout(resolve, 1));
                  if (signal.aborted) stream.error(signal.reason);
                  else stream.enqueue(' word');
                },
              });
            },
          };
        },
      };
      const progress = [];
      const about = await local.loadBuiltIn((done) => progress.push(done));
      const messages = [{ role: 'system', text: 'Be brief.' }, { role: 'user', text: 'Write.' }];
      const reply = await local.generate({ messages, form: { schema }, max_tokens: 3 });
      const abort = new AbortController();
      const aborted = await failed(local.generate({ messages, form: 'free', max_tokens: 1e6 }, () => abort.abort(), abort.signal));
      const grammar = await failed(local.generate({ messages, form: { grammar: 'root ::= "a"' }, max_tokens: 3 }));
      await local.unload();
      return { result: { about, progress, reply, aborted, grammar }, calls };
    }, schema);
    assert.deepEqual(result, {
      about: { name: 'built-in', context: 9000 },
      progress: [{ loaded: 1, total: 1 }],
      reply: { text: ' word word word', finish: 'length', usage: { prompt: null, completion: null, cost: null }, model: 'built-in' },
      aborted: 'AbortError',
      grammar: 'no-grammar',
    });
    assert.deepEqual(calls.slice(1, 3), [
      { initialPrompts: [{ role: 'system', content: 'Be brief.' }] },
      { turns: [{ role: 'user', content: 'Write.' }], responseConstraint: schema },
    ]);
    assert.equal(calls.filter((call) => call === 'destroy').length, 2, 'every session is ended');
  });
});
