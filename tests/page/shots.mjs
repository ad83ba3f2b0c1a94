/* shots - screenshots of the page: light, dark, and on a phone. */

import { hook, launch, play, url } from './browser.mjs';

const pictures = [
	['light', { colorScheme: 'light', viewport: { width: 1440, height: 900 } }],
	['dark', { colorScheme: 'dark', viewport: { width: 1440, height: 900 } }],
	['phone', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
];

const browser = await launch();

async function shoot(name, options) {
	const page = await browser.newPage({ locale: 'en-GB', ...options });

	await page.goto(url);
	await page.locator('#list tr').first().waitFor();
	await page.waitForFunction(() => globalThis.Chart?.getChart('plot-times'));
	await page.screenshot({ path: `${process.env.PAGE_SHOTS}/${name}.png`, fullPage: true });
	await page.close();
	console.log(`build/screenshots/${name}.png`);
}

await hook('call', { callId: 'r1', caller: '10001', callee: '9005' });
await play('busy', '--speed', '20');
const load = play('call', '--rate', '5', '--duration', '6');
await new Promise((resolve) => { setTimeout(resolve, 4000); });
for (const [name, options] of pictures)
	await shoot(name, options);
await browser.close();
await load;
