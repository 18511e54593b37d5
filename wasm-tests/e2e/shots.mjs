// Pictures of every page and state, narrow and wide, light and dark; with --readme the one of the README. Run by `cargo xtask shots`.

import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { closeBrowser, go, openFile, runAudit, runToEnd, start, tableOpen, visit } from './harness.mjs';
import { berkeley, clinic, heart, linkTo } from './study.mjs';
import { heartFailure } from './tables.mjs';

const folder = fileURLToPath(new URL('./screenshots/', import.meta.url));
const readme = fileURLToPath(new URL('../../docs/audit.png', import.meta.url));

const broken = { name: 'broken.csv', bytes: Buffer.from('a,b\n1,2\n3,4,5\n') };
const oneGroup = { name: 'one-group.csv', bytes: Buffer.from(`sex,age,died\n${Array.from({ length: 40 }, (_, row) => `f,${30 + row},${row % 2}`).join('\n')}\n`) };

/** Every state by name; each starts from a fresh page. */
const states = {
  'data-empty': async () => {},
  'audit-empty': (page) => go(page, 'Audit'),
  'data-loaded': async (page) => {
    await openFile(page, heartFailure());
    await tableOpen(page, heartFailure().name);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: 'The rest are mediators' }).click();
  },
  'audit-berkeley': async (page) => {
    await start(page, linkTo(berkeley));
    await tableOpen(page, /Berkeley/);
    await runAudit(page);
  },
  'audit-clinic': openClinic,
  'audit-clinic-folds': async (page) => {
    await openClinic(page);
    for (const summary of await page.locator('.fold > summary').all()) await summary.click();
    await page.getByRole('region', { name: 'The parts under each model' }).waitFor();
  },
  'audit-heart-warnings': async (page) => {
    const table = heartFailure();
    await start(page, linkTo(heart(table.name)));
    await openFile(page, table);
    await tableOpen(page, table.name);
    await runAudit(page);
  },
  'audit-stale': async (page) => {
    await openClinic(page);
    await page.getByRole('button', { name: 'Swap the groups' }).click();
  },
  'realize-empty': (page) => go(page, 'Realize'),
  'realize-embedded': (page) => openTexts(page, {}),
  'realize-simulated': openSimulated,
  'realize-folds': async (page) => {
    await openSimulated(page);
    for (const summary of await page.locator('.fold > summary').all()) await summary.click();
    await page.getByRole('region', { name: 'Words', exact: true }).waitFor();
  },
  'menu-study': async (page) => {
    await openClinic(page);
    await page.getByRole('banner').locator('button.study').click();
  },
  'log-of-requests': async (page) => {
    await openClinic(page);
    await page.getByRole('button', { name: /requests since the page was loaded/ }).click();
  },
  keys: (page) => page.keyboard.press('?'),
  'file-wanted': (page) => start(page, linkTo(heart('patients.csv'), { step: 'data' })),
  'error-file': async (page) => {
    await openFile(page, broken);
    await page.getByRole('main').getByRole('alert').waitFor();
  },
  'error-run': async (page) => {
    const study = { ...clinic, roles: { ...clinic.roles, weight: 'ejection_fraction', mediators: [] } };
    await start(page, linkTo(study));
    await tableOpen(page, /Heart clinic/);
    await runToEnd(page);
  },
  'error-question': async (page) => {
    await start(page, linkTo({ data: { from: 'file', name: oneGroup.name }, roles: { protected: ['sex'], outcome: 'died', positive: '1' } }));
    await openFile(page, oneGroup);
    await tableOpen(page, oneGroup.name);
    await page.getByRole('alert').first().waitFor();
  },
};

async function openClinic(page) {
  await start(page, linkTo(clinic));
  await tableOpen(page, 'Heart clinic');
  await runAudit(page);
}

async function openTexts(page, realize, sample = {}) {
  await start(page, linkTo({ data: { from: 'nothing' }, model: { from: 'built-in', id: 'icu' }, sample, realize }, { step: 'realize' }));
  await page.waitForFunction(() => document.querySelector('.run .primary')?.disabled === false);
  await runToEnd(page);
  await page.getByRole('region', { name: 'The answer' }).locator('.findings .verdict').waitFor();
}

async function openSimulated(page) {
  await openTexts(page, { writer: { by: 'simulated', prior_strength: 0.5, obedience: 0.8 }, of: 'pairs' }, { interventions: ['sepsis = no'] });
  await page.getByRole('button', { name: 'Next with a wrong draft' }).click();
  await page.locator('.violations').waitFor();
}

async function settle(page) {
  await page.evaluate(() => (scrollTo(0, 0), document.fonts.ready));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

async function all(wanted) {
  mkdirSync(folder, { recursive: true });
  for (const [name, reach] of Object.entries(states).filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
    for (const width of [390, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        await visit({ width, height: 900, colorScheme }, async (page) => {
          await reach(page);
          await settle(page);
          await page.screenshot({ path: `${folder}${name}-${width}-${colorScheme}.png`, fullPage: true });
        });
      }
    }
    console.log(`${folder}${name}-*.png`);
  }
}

async function forReadme() {
  await visit({ width: 1280, height: 900 }, async (page) => {
    await openClinic(page);
    await settle(page);
    await page.screenshot({ path: readme });
  });
  const { size } = statSync(readme);
  console.log(`${readme}, ${size} bytes`);
  if (size > 300_000) throw new Error('the picture of the README is larger than 300 kB');
}

try {
  const words = process.argv.slice(2);
  if (words.includes('--readme')) await forReadme();
  else await all(words);
} finally {
  await closeBrowser();
}
