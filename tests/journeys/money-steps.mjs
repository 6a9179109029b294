// SPDX-License-Identifier: GPL-3.0-or-later
// What a family does with money on the web: a plan by card, a dearer one by transfer, and where each credit comes from.
import { startKonnect } from '../web/konnect.mjs';
import { follow, journey, pageOf, picture, signIn } from './people.mjs';

const konnect = await startKonnect();
const words = async page => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

await follow({
  /** The settings of a server that takes cards here. */
  async konnect() {
    journey.elsewhere = konnect.base;
    return konnect.env;
  },

  async at({ base }) {
    journey.base = base;
  },

  async choosePlan({ email, password, plan, shot }) {
    const page = await pageOf('parent');
    if (email) await signIn(page, email, password);
    await page.goto(`${journey.base}/parent`);
    await page.locator('a[href^="/parent/enfants/"]').first().click();
    const child = new URL(page.url()).pathname;
    await page.locator('main a[href$="/formule"]').first().click();
    await page.getByRole('radio', { name: plan }).check();
    await picture(page, `money-${shot}-plans`);
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.waitForURL('**/formule/confirmer?*');
    await picture(page, `money-${shot}-review`);
    await page.locator('main form button.accent').click();
    await page.waitForURL('**/parent/paiements/*');
    await picture(page, `money-${shot}-payment`);
    return { text: await words(page), child };
  },

  /** To Konnect's page and back: the pupil's plan runs. */
  async payByCard() {
    const page = await pageOf('parent');
    await page.getByRole('button', { name: 'Payer par carte' }).click();
    await page.waitForURL(`${konnect.base}/pay/*`);
    const amount = await page.locator('#amount').innerText();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.waitForURL('**/retour*');
    await page.getByText('le paiement est arrivé').waitFor({ timeout: 20_000 });
    await picture(page, 'money-4-paid');
    return { amount, text: await words(page) };
  },

  /** Instructions, then the declaration with a proof. */
  async transfer({ proof }) {
    const page = await pageOf('parent');
    await page.getByRole('button', { name: 'Payer par virement' }).click();
    await page.waitForURL('**/virement');
    await picture(page, 'money-7-instructions');
    const reference = await page.locator('.copies .key bdi').first().getAttribute('data-value');
    await page.locator('input[name=proof]').setInputFiles(proof);
    await page.locator('form[enctype] button.accent').click();
    await page.locator('#etat').waitFor();
    await picture(page, 'money-8-declared');
    return { reference, text: await words(page) };
  },

  async credits({ child }) {
    const page = await pageOf('parent');
    await page.goto(`${journey.base}${child}/credits`);
    for (const part of await page.locator('main details').all()) await part.evaluate(e => { e.open = true; });
    await picture(page, 'money-9-credits');
    return words(page);
  },

  async history() {
    const page = await pageOf('parent');
    await page.goto(`${journey.base}/parent/paiements`);
    await picture(page, 'money-10-history');
    const receipt = await page.locator('a[href$="receipt.pdf"]').first().getAttribute('href');
    const answer = await page.request.get(journey.base + receipt);
    return { text: await words(page), status: answer.status(), type: answer.headers()['content-type'], start: (await answer.body()).subarray(0, 5).toString() };
  },
});
await konnect.stop();
