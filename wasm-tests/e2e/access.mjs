// What axe-core finds on a page as it stands, and what sticks out of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks at the page as it stands; what is found goes into `found` with `where`. */
export async function look(page, found, where) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const seen = await window.axe.run(document, { resultTypes: ['violations'] });
    return seen.violations.map(({ id, help, nodes }) => {
      const place = ({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.replaceAll(/\s+/g, ' ').slice(0, 300)}`;
      return `${id}: ${help}\n    ${nodes.slice(0, 3).map(place).join('\n    ')}`;
    });
  });
  found.push(...violations.map((violation) => `${where}: ${violation}`));
  const layout = await page.evaluate(() => {
    const nameless = [...document.querySelectorAll('canvas')].filter((canvas) => !canvas.getAttribute('role') || !canvas.getAttribute('aria-label'));
    const { scrollWidth, clientWidth } = document.documentElement;
    const beyond = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return { nameless: nameless.length, sideways: scrollWidth - clientWidth, beyond: beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)) };
  });
  if (layout.nameless) found.push(`${where}: ${layout.nameless} canvases without role or name`);
  if (layout.sideways > 0) found.push(`${where}: scrolls sideways by ${layout.sideways} px: ${layout.beyond.join(' ')}`);
}

/** Nothing is found on the page as it stands. */
export async function isAccessible(page, where) {
  const found = [];
  await look(page, found, where);
  assert.ok(found.length === 0, `\n${found.join('\n')}`);
}
