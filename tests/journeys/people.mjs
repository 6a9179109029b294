// SPDX-License-Identifier: GPL-3.0-or-later
// The families' half of a journey: one Chromium, told what to do by lines of JSON on standard input, {"step": "register", …};
// each is answered with a line {"ok": …} or {"error": …}.
import { createInterface } from 'node:readline';
import { launch, newContext } from '../web/browser.mjs';

export const journey = { base: process.env.NEXUS_BASE, elsewhere: null };
const shots = process.env.UI_SHOTS;
const browser = await launch();
const people = new Map();

/** One profile a person, as on three telephones. */
export async function pageOf(person) {
  if (!people.has(person)) {
    const context = await newContext(browser, journey.base, { elsewhere: journey.elsewhere, locale: 'fr-FR', viewport: { width: 1366, height: 768 }, javaScriptEnabled: false });
    people.set(person, { context, page: await context.newPage() });
  }
  return people.get(person).page;
}

export async function picture(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/journey-${name}.png`, fullPage: true, animations: 'disabled' });
}

export async function signIn(page, email, password) {
  await page.goto(`${journey.base}/connexion`);
  await page.getByLabel('Adresse e-mail').fill(email);
  await page.getByLabel('Mot de passe', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(url => !url.pathname.startsWith('/connexion'));
}

/** What every journey begins and ends with. */
const common = {
  async register({ email, password, parent, child }) {
    const page = await pageOf('parent');
    await page.goto(`${journey.base}/`);
    await page.getByRole('link', { name: 'Bilan Stratégique Gratuit' }).first().click();
    const adult = page.getByRole('group', { name: 'Vous, le parent' });
    await adult.getByLabel('Prénom').fill(parent[0]);
    await adult.getByLabel('Nom', { exact: true }).fill(parent[1]);
    await adult.getByLabel('Adresse e-mail').fill(email);
    await adult.getByLabel('Téléphone').fill('+216 20 123 456');
    await adult.getByLabel('Mot de passe').fill(password);
    const pupil = page.getByRole('group', { name: 'Votre enfant' });
    await pupil.getByLabel('Prénom').fill(child[0]);
    await pupil.getByLabel('Nom', { exact: true }).fill(child[1]);
    await page.getByLabel('Terminale').check();
    await page.getByLabel('Mathématiques', { exact: true }).check();
    await page.getByLabel('Où en est votre enfant').fill('12 de moyenne, à l’aise en géométrie');
    await page.getByLabel('Où vous voulez aller').fill('La mention bien au bac, et de la confiance.');
    await page.getByLabel('En ligne', { exact: true }).check();
    await page.getByLabel('J’accepte les conditions').check();
    await picture(page, '1-register');
    await page.getByRole('button', { name: 'Demander le bilan' }).click();
    await page.waitForURL(url => url.pathname !== '/bilan-gratuit' || !url.href.endsWith('bilan-gratuit'));
    await picture(page, '2-registered');
    return page.locator('main').innerText();
  },

  async activate({ link, password }) {
    const page = await pageOf('pupil');
    await page.goto(link);
    for (const field of await page.locator('input[type=password]').all()) await field.fill(password);
    await picture(page, '3-activate');
    await page.locator('main form').getByRole('button').click();
    await page.waitForURL(url => !url.pathname.startsWith('/activation'));
    return page.url();
  },

  async signIn({ person, email, password }) {
    const page = await pageOf(person);
    await signIn(page, email, password);
    await picture(page, `4-${person}`);
    return page.locator('main').innerText();
  },

  async problems() {
    return [...people.values()].flatMap(person => person.context.problems);
  },
};

/** Answers until standard input ends. */
export async function follow(own) {
  const steps = { ...common, ...own };
  for await (const line of createInterface({ input: process.stdin })) {
    const { step, ...given } = JSON.parse(line);
    try {
      console.log(JSON.stringify({ ok: (await steps[step](given)) ?? null }));
    } catch (error) {
      const page = [...people.values()].at(-1)?.page;
      if (page) await picture(page, `failed-${step}`);
      console.log(JSON.stringify({ error: `${step}: ${error.message}`, url: page?.url() }));
    }
  }
  await browser.close();
}
