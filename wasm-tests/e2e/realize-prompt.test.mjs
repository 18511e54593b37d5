// What the model is told: a form of text in one's own words, the editor of the template, the messages word for word, and words tried as a whole.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { look } from './access.mjs';
import { choose, closeBrowser, fold, start, visit } from './harness.mjs';
import { button, forget, key, posts, question, server, steer } from './model-server.mjs';
import { linkTo } from './study.mjs';


beforeEach(async () => {
  await forget();
  await steer('POST', '/settings', { stall: 300, bound: 600, pace: 0 });
});

after(async () => {
  await forget();
  await closeBrowser();
});

const asked = [new URL(server).origin];
const writer = { by: 'server', provider: 'custom', base_url: `${server}/v1`, model: 'echo-1' };
const study = (realize = {}, id = 'asia') => ({ data: { from: 'nothing' }, model: { from: 'built-in', id }, realize: { rows: 3, ...realize } });

const area = (page, name) => page.getByLabel(name, { exact: true }).and(page.locator('textarea'));
const block = (page, name) => page.locator('.prompt-messages').getByRole('region', { name, exact: true });
const runWords = (page) => question(page).locator('.run .small');

async function open(page, study) {
  await start(page, linkTo(study, { step: 'realize' }));
  await question(page).getByLabel('Kind of text', { exact: true }).waitFor();
}

async function openPrompt(page) {
  await fold(page, 'What the model is told').click();
  await block(page, 'Instructions').waitFor();
}

/** The study as the page's link has it. */
const linked = async (page) => {
  const text = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('s'));
  return JSON.parse(Buffer.from(text, 'base64url').toString());
};

/** Gives the key, runs and agrees; the messages of the request that was shown. */
async function send(page) {
  const field = page.locator('input[type=password]');
  await field.fill(key);
  await field.press('Enter');
  await button(page, 'Forget the key').waitFor();
  await button(page, 'Run').click();
  await page.getByRole('group', { name: 'Before anything is sent' }).waitFor();
  const body = await page.getByRole('region', { name: 'First request' }).innerText();
  await button(page, 'Send').click();
  await runWords(page).filter({ hasText: 'by the language model' }).waitFor();
  return JSON.parse(body).messages;
}

test('a form of text in one\'s own words is asked for word for word, is undone, and survives a reload', async () => {
  await visit({ asked }, async (page) => {
    await open(page, study({ writer }));
    await choose(page, 'Kind of text', 'own');
    const field = page.getByLabel('Form of the text', { exact: true });
    assert.match(await field.inputValue(), /^a letter to the patient's physician/);
    await button(page, 'Ticket').click();
    assert.match(await field.inputValue(), /^a support ticket/);
    await field.fill('a page of a diary — “dear diary”,');
    await field.press('Enter');
    await page.locator('body').press('Control+z');
    await page.waitForFunction(() => document.querySelector('.own-form-field').value.startsWith('a support ticket'));
    await page.locator('body').press('Control+Shift+z');
    await page.waitForFunction(() => document.querySelector('.own-form-field').value.startsWith('a page of a diary'));
    await page.reload();
    await page.waitForFunction(() => document.querySelector('.own-form-field')?.value.startsWith('a page of a diary'));
    const messages = await send(page);
    assert.ok(messages[1].content.startsWith('Write a page of a diary — “dear diary”, about patient 0.\n'), messages[1].content);
    const bodies = (await posts()).map(({ body }) => JSON.stringify(body));
    assert.ok(bodies.length >= 3 && bodies.every((body) => body.includes('a page of a diary')), bodies[0]);
  });
});

test('who writes notes only says that it does not follow an own form; words that cannot be asked are refused with a reason', async () => {
  await visit({}, async (page) => {
    await open(page, study());
    await choose(page, 'Kind of text', 'own');
    const note = question(page).getByText('The embedded realizer and the simulated model write notes in full sentences: only language models follow a form of your own.');
    await note.waitFor();
    const field = page.getByLabel('Form of the text', { exact: true });
    for (const [words, why] of [['x'.repeat(201), 'at most 200 characters; this one has 201'], ['a {{facts}}', 'variables stand in the instructions only'], ['  ', 'is empty'], ['a\u202eb', 'character 2 of the form'], ['a letter\nof two lines', 'is a line break']]) {
      await field.fill(words);
      await field.press('Enter');
      await question(page).getByRole('alert').filter({ hasText: why }).waitFor();
    }
    await field.press('Escape');
    await button(page, 'Run').click();
    await page.locator('.findings .verdict').waitFor();
    await page.locator('.result-notes').getByText('only language models follow a form of your own').waitFor();
    await choose(page, 'Kind of text', 'sections');
    await note.waitFor({ state: 'detached' });
  });
});

test('the messages that are shown are those of the request, for the row that is looked at', async () => {
  await visit({ asked }, async (page) => {
    await open(page, study({ writer }));
    await openPrompt(page);
    await page.getByText('8 facts of the row are in them.').waitFor();
    const shown = [await block(page, 'Instructions').innerText(), await block(page, 'First question').innerText()];
    await block(page, 'Correction').getByText('What is required').or(block(page, 'Correction').getByText('does not state')).first().waitFor();
    await page.getByRole('button', { name: 'Next text' }).click();
    await block(page, 'First question').getByText('about patient 1.').waitFor();
    await page.getByRole('button', { name: 'Text before' }).click();
    await block(page, 'First question').getByText('about patient 0.').waitFor();
    const messages = await send(page);
    assert.deepEqual(messages.map(({ content }) => content.trim()), shown.map((text) => text.trim()));
  });
});

test('a template is changed, a broken one names line and column and is not run, and the built-in words come back', async () => {
  await visit({ asked }, async (page) => {
    await open(page, study({ writer }));
    await page.locator('input[type=password]').fill(key);
    await page.locator('input[type=password]').press('Enter');
    await openPrompt(page);
    const first = area(page, 'First question');
    const built = await first.inputValue();
    assert.equal(await page.getByRole('button', { name: 'Back to the built-in words', exact: true }).isDisabled(), true);
    await first.fill('Say\n  {{fact}}');
    const alert = page.locator('#prompt-first-question-problem');
    await alert.getByText('Line 2, column 3: there is no variable {{fact}}; there are facts, kind, subject, row, columns.').waitFor();
    await alert.getByText('The template lacks the variable {{facts}}.').waitFor();
    assert.equal(await first.getAttribute('aria-invalid'), 'true');
    assert.equal(await button(page, 'Run').isDisabled(), true);
    await runWords(page).filter({ hasText: /^What the model is told, first question: line 2, column 3/ }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'The answer' }).getByText('The words to the model are not finished.').waitFor();
    await page.getByText('They stand here once nothing is wrong').waitFor();
    assert.deepEqual(await posts(), []);

    // A variable is put where the cursor stands, which then stands behind it.
    await first.fill('Say : {{kind}}');
    await alert.getByText('lacks the variable {{facts}}').waitFor();
    await first.evaluate((field) => field.setSelectionRange(4, 4));
    await page.getByRole('button', { name: 'Insert {{facts}} into the first question' }).click();
    assert.equal(await first.inputValue(), 'Say {{facts}}: {{kind}}');
    assert.equal(await first.evaluate((field) => document.activeElement === field && field.selectionStart), 13);
    await page.keyboard.type('!');
    assert.equal(await first.inputValue(), 'Say {{facts}}!: {{kind}}');
    await block(page, 'First question').getByText('Say The facts stand between').waitFor();
    assert.equal(await alert.innerText(), '');
    const { realize } = await linked(page);
    assert.equal(realize.template.first, 'Say {{facts}}!: {{kind}}');
    const messages = await (async () => {
      await button(page, 'Run').click();
      const body = await page.getByRole('region', { name: 'First request' }).innerText();
      await button(page, 'Do not send').click();
      return JSON.parse(body).messages;
    })();
    assert.ok(messages[1].content.startsWith('Say The facts stand'), messages[1].content);

    // Another mode keeps them and says so; instructions of another mode are told.
    await choose(page, 'Mode', '"placeholders"');
    await page.getByText('Your own words to the model are kept').waitFor();
    await page.getByText('These are the built-in words for free text, and this run asks otherwise.').waitFor();
    await page.getByRole('button', { name: 'Take those of this mode' }).click();
    await page.getByText('No fact is in them').waitFor();
    assert.match(await area(page, 'Instructions').inputValue(), /^You write the wording/);
    assert.equal(await first.inputValue(), 'Say {{facts}}!: {{kind}}');

    const back = page.getByRole('button', { name: 'Back to the built-in words', exact: true });
    await back.click();
    await page.getByText('These are the built-in words for texts with placeholders.').waitFor();
    assert.equal(await first.inputValue(), built);
    assert.equal((await linked(page)).realize.template, undefined);
    await page.locator('body').press('Control+z');
    await page.waitForFunction(() => document.querySelector('#prompt-first-question').value.startsWith('Say'));
  });
});

test('by keyboard: the fold opens, a word is changed, a variable put in, and the fingerprint copied', async () => {
  await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await open(page, study());
    const summary = fold(page, 'What the model is told');
    await summary.focus();
    await page.keyboard.press('Enter');
    await block(page, 'Instructions').waitFor();
    await page.getByText('The writer of this study is told nothing.').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'prompt-instructions');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Be brief about the ');
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    for (const name of ['facts', 'kind', 'subject']) {
      assert.equal(await focused(), `Insert {{${name}}} into the instructions`);
      if (name !== 'subject') await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'prompt-instructions');
    await page.keyboard.type('.');
    await block(page, 'Instructions').getByText('Be brief about the patient.').waitFor();
    const copy = page.getByRole('button', { name: 'Copy: Template' });
    await copy.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Fingerprint copied').waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(address, /^[0-9a-f]{64}$/);
    assert.equal(await page.locator('.prompt-line code').first().innerText(), address.slice(0, 12));
    // Back to what it was, sign by sign, is the built-in template again.
    await page.locator('#prompt-instructions').focus();
    await page.keyboard.press('Control+End');
    for (let n = ' Be brief about the {{subject}}.'.length; n > 0; n -= 1) await page.keyboard.press('Backspace');
    await page.getByText('What you change is kept in the study.').waitFor();
  });
});

test('wrong words of the dictionary are named with their variable and a next step, and nothing is lost', async () => {
  await visit({ asked }, async (page) => {
    await open(page, study({ writer }));
    await fold(page, /^Words/).click();
    await page.locator('summary').filter({ hasText: 'Change the words' }).click();
    const field = page.getByLabel('Words as JSON', { exact: true });
    const text = await field.inputValue();
    const words = JSON.parse(text);
    words.slots.find(({ name }) => name === 'bronc').says = { finding: { present: 'yes', absent: 'no', present_phrases: ['coughs'] } };
    const wrong = JSON.stringify(words, null, 1);
    await field.fill(wrong);
    const apply = page.getByRole('button', { name: 'Apply', exact: true });
    await apply.click();
    const alert = page.locator('.words-edit').getByRole('alert');
    await alert.getByText('The words of `bronc`: a text in which `bronc` is no is read otherwise').waitFor();
    await alert.getByText(/Give `bronc` words/).or(alert.getByText(/give `bronc` words/)).first().waitFor();
    assert.equal(await field.inputValue(), wrong);
    await field.fill('{"slots": [');
    await apply.click();
    await alert.getByText(/EOF|line 1/).first().waitFor();
    assert.equal(await field.inputValue(), '{"slots": [');
    words.slots.find(({ name }) => name === 'bronc').says = { finding: { present: 'yes', absent: 'no', terms: ['bronchial catarrh'] } };
    await field.fill(JSON.stringify(words));
    await apply.click();
    await page.getByText('These words are your own.').waitFor();
    await page.locator('.words-table').getByText('bronchial catarrh').waitFor();
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`nothing is inaccessible or scrolls sideways: ${colorScheme}, ${width} pixels`, async () => {
      await visit({ colorScheme, width, height: 844, asked }, async (page) => {
        await open(page, study({ writer, kind: { own: 'a letter to the patient\'s physician in three sentences,' } }, 'icu'));
        await openPrompt(page);
        await area(page, 'First question').fill(`{{fact}} ${'endless'.repeat(30)} {{facts}}`);
        await page.locator('#prompt-first-question-problem').getByText('Line 1, column 1').waitFor();
        const found = [];
        await look(page, found, 'a problem');
        await page.getByRole('button', { name: 'Back to the built-in words', exact: true }).click();
        await block(page, 'Correction').waitFor();
        await look(page, found, 'the messages');
        await choose(page, 'Writer', 'embedded');
        await page.getByText('only language models follow').first().waitFor();
        await look(page, found, 'the embedded realizer');
        assert.deepEqual(found, []);
      });
    });
  }
}
