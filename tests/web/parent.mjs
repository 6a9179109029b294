// SPDX-License-Identifier: GPL-3.0-or-later
// The demo's parent, signed in, on a server that can be paid by card and by transfer.
import { launch, newContext } from './browser.mjs';
import { startKonnect } from './konnect.mjs';
import { DEMO_PASSWORD, signInByApi, startServer } from './server.mjs';

export const WISE = { WISE_IBAN: 'TN5910006035183598478831', WISE_BIC: 'STBKTNTT', WISE_BENEFICIARY_NAME: 'Nexus Réussite SARL', WISE_BANK_NAME: 'Société Tunisienne de Banque', WISE_ADDRESS: 'Rue Hédi Nouira, Tunis' };

// { server, browser, konnect, state: of the browser, child: the first child's address, token: an assistant's, stop }
export async function startParent() {
  const konnect = await startKonnect();
  const server = await startServer({ ...konnect.env, ...WISE });
  const browser = await launch();
  const context = await newContext(browser, server.base), page = await context.newPage();
  await context.addCookies([{ name: 'nexus_language', value: 'en', url: server.base }]);
  await page.goto(`${server.base}/connexion`);
  await page.getByLabel('E-mail address').fill('parent@nexus.demo');
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/parent');
  const state = await context.storageState();
  const child = (await page.locator('a[href^="/parent/enfants/"]').first().getAttribute('href')).split('/').slice(0, 4).join('/');
  await context.close();
  const token = await signInByApi(server.base, 'assistante@nexus.demo');
  const stop = async () => { await browser.close(); await server.stop(); await konnect.stop(); };
  return { server, browser, konnect, state, child, token, stop };
}
