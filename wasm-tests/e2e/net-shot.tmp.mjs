import { closeBrowser, start, visit } from './harness.mjs';
import { linkTo } from './study.mjs';
const server = process.env.CAUSELOOM_LLM_SERVER;
await fetch(server + '/settings', { method: 'POST', body: JSON.stringify({ pace: 15 }) });
const study = { data: { from: 'nothing' }, model: { from: 'built-in', id: 'icu' }, realize: { rows: 60, writer: { by: 'server', provider: 'custom', base_url: `${server}/v1`, model: 'echo-1', price: { prompt: 1, completion: 4 } } } };
for (const [name, more] of [['wide', {}], ['narrow', { width: 390 }], ['dark', { colorScheme: 'dark' }]]) {
  await visit({ asked: [server], expected: [/./], ...more }, async (page) => {
    await start(page, linkTo(study, { step: 'realize' }));
    await page.getByLabel('Provider', { exact: true }).locator('option').nth(3).waitFor({ state: 'attached' });
    if (name !== 'narrow') await page.screenshot({ path: `/tmp/net-${name}-0.png` });
    await page.locator('input[type=password]').fill(process.env.CAUSELOOM_LLM_KEY);
    await page.locator('input[type=password]').press('Enter');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await page.screenshot({ path: `/tmp/net-${name}-1.png`, fullPage: true });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.waitForTimeout(3500);
    await page.screenshot({ path: `/tmp/net-${name}-2.png`, fullPage: true });
    await page.getByRole('button', { name: /requests? since the page/ }).click();
    await page.locator('.sent-body summary').first().click();
    await page.screenshot({ path: `/tmp/net-${name}-3.png` });
  }).catch((error) => console.log(error.message.slice(0, 300)));
}
await closeBrowser();
