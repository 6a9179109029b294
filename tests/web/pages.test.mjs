// SPDX-License-Identifier: GPL-3.0-or-later
// Every page, as a visitor, a parent and a pupil see it: accessible in both languages and styles, on a narrow screen, by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, newContext, tabOrder } from './browser.mjs';
import { DEMO_PASSWORD, startServer } from './server.mjs';

let server, browser;
const states = {}; // who → cookies, so that each signs in once
const paths = { visitor: ['/', '/bilan-gratuit', '/bilan-gratuit/merci', '/connexion', '/mot-de-passe-oublie', '/mot-de-passe-oublie?envoye=1',
  '/activation?token=nothing', '/mot-de-passe/nouveau?token=nothing', '/accessibilite', '/no-such-page'] };

async function firstPayment(page) {
  await page.goto(`${server.base}/parent/paiements`);
  return page.locator('.ledger h3 a').first().getAttribute('href');
}

async function signIn(who, email) {
  const context = await newContext(browser, server.base);
  const page = await context.newPage();
  await context.addCookies([{ name: 'nexus_language', value: 'en', url: server.base }]);
  await page.goto(`${server.base}/connexion`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => url.pathname !== '/connexion');
  states[who] = await context.storageState();
  const first = async selector => (await page.locator(selector).count()) > 0 ? page.locator(selector).first().getAttribute('href') : null;
  const found = [await first('a[href^="/parent/enfants/"]'), await first('a[href^="/rapports/"]')];
  const session = await first('a[href^="/seances/"]:not([href$="/annuler"])');
  found.push(session, await first('a[href$="/annuler"]'));

  await page.goto(`${server.base}/reserver?matiere=MATHEMATIQUES&modalite=COURS_ONLINE`);
  if (await page.locator('input[name=eleve]').count() > 0) await page.locator('input[name=eleve]').first().check();
  await page.getByRole('button', { name: 'See the free times' }).click();
  found.push(new URL(page.url()).pathname + new URL(page.url()).search);
  await page.locator('.days a').first().click();
  found.push(new URL(page.url()).pathname + new URL(page.url()).search);
  await page.locator('button.slot').first().click();
  found.push(new URL(page.url()).pathname + new URL(page.url()).search, found[4].replace('COURS_ONLINE', 'ATELIER_GROUPE'));
  // what is bought, owed and left
  if (who === 'parent')
    for (const more of ['/formule', '/formule?formule=IMMERSION&aria=MATHEMATIQUES&aria=NSI&aria=SVT', '/formule/confirmer?formule=IMMERSION&aria=NSI&aria=SVT', '/packs', '/packs/confirmer?pack=GRAND_ORAL', '/credits'])
      found.push(found[0] + more);
  if (who === 'parent') found.push('/parent/paiements', '/parent/paiements?etat=REFUNDED', await firstPayment(page));
  else found.push('/eleve/credits');
  paths[who] = [new URL(page.url()).pathname === '/' ? null : who === 'parent' ? '/parent' : '/eleve', '/reserver', '/reserver/creneaux', ...found].filter(Boolean);
  assert.deepEqual(context.problems, []);
  await context.close();
}

before(async () => {
  server = await startServer();
  browser = await launch();
  await signIn('parent', 'parent@nexus.demo');
  await signIn('pupil', 'eleve@nexus.demo');
});
after(async () => { await browser?.close(); await server?.stop(); });

async function withPage(who, options, body) {
  const context = await newContext(browser, server.base, { storageState: states[who], reducedMotion: 'reduce', ...options });
  try {
    await body(await context.newPage(), context);
    assert.deepEqual(context.problems, []);
  } finally { await context.close(); }
}

for (const who of ['visitor', 'parent', 'pupil'])
  for (const [language, locale, colorScheme] of [['fr', 'fr-FR', 'light'], ['en', 'en-GB', 'light'], ['fr', 'fr-FR', 'dark']])
    test(`accessible: ${who}, ${language}, ${colorScheme}`, { timeout: 120_000 }, () => withPage(who, { locale, colorScheme }, async (page, context) => {
        await context.addCookies([{ name: 'nexus_language', value: language, url: server.base }]);
        const faults = [];
        for (const path of paths[who]) {
          const answer = await page.goto(server.base + path);
          assert.ok(answer.status() < 500, `${path}: ${answer.status()}`);
          assert.equal(await page.locator('html').getAttribute('lang'), language, path);
          assert.equal(await page.locator('html').getAttribute('dir'), 'ltr', path);
          assert.equal(await page.locator('h1').count(), 1, `one heading on ${path}`);
          // the dark style changes colours and nothing else
          for (const fault of await axe(page, colorScheme === 'dark' ? { rules: ['color-contrast'] } : {})) faults.push(`${path}: ${fault}`);
        }
        assert.deepEqual(faults, []);
      }));

for (const who of ['visitor', 'parent', 'pupil'])
  test(`nothing scrolls sideways at 320 pixels, nor with large text: ${who}`, { timeout: 120_000 }, () =>
    withPage(who, { viewport: { width: 320, height: 640 } }, async page => {
      const wide = [];
      for (const path of paths[who])
        for (const zoom of [100, 200]) {
          await page.setViewportSize({ width: zoom === 100 ? 320 : 640, height: 640 });
          await page.goto(server.base + path);
          if (zoom === 200) await page.evaluate(() => { const s = new CSSStyleSheet(); s.replaceSync('html{font-size:200%}'); document.adoptedStyleSheets = [s]; });
          if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(`${path} at ${zoom} %`);
        }
      assert.deepEqual(wide, []);
    }));

for (const who of ['visitor', 'parent', 'pupil'])
  test(`the keyboard reaches everything and sees where it is: ${who}`, { timeout: 120_000 }, () => withPage(who, {}, async page => {
    for (const path of paths[who]) {
      await page.goto(server.base + path);
      const order = await tabOrder(page, 150);
      assert.ok(order.length >= 5, path);
      // a date field has stops of its own inside, which the browser marks by itself
      for (const [i, stop] of order.entries())
        assert.ok((stop.outline !== 'none' || stop.text === order[i - 1]?.text) && stop.visible, `${path}: ${stop.text}`);
      // an error summary takes the focus: what comes before it is behind the reader
      if (await page.locator('[autofocus]').count() > 0) continue;
      const targets = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter(e => e.tabIndex >= 0 && e.getClientRects().length > 0 && e.checkVisibility()).length);
      const radios = await page.evaluate(() => {
        const names = new Map();
        for (const e of document.querySelectorAll('input[type=radio]')) names.set(e.name, (names.get(e.name) ?? 0) + 1);
        return [...names.values()].reduce((sum, n) => sum + n - 1, 0);
      });
      assert.ok(order.length >= Math.min(targets - radios, 150) - 3, `${path}: ${order.length} of ${targets - radios}`);
    }
  }));

test('the skip link leads to the content', () => withPage('visitor', {}, async page => {
  await page.goto(`${server.base}/connexion`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'email');
}));

test('the home page says what it must, in French', () => withPage('visitor', { locale: 'fr-FR' }, async page => {
  await page.goto(server.base);
  assert.equal((await page.getByRole('heading', { level: 1 }).textContent()).replace(/\s+/g, ' ').trim(), 'Obtenez le Bac avec Mention. Sans Stress.');
  assert.equal(await page.getByRole('link', { name: 'Bilan Stratégique Gratuit' }).first().getAttribute('href'), '/bilan-gratuit');
  const text = (await page.locator('main').textContent()).replace(/\s+/g, ' ');
  for (const expected of ['79 TND', '179 TND', '299 TND', '750 TND', 'Hélios', 'Zénon', 'Curieux de voir ARIA en action ?', '1,25 crédit']) assert.ok(text.includes(expected), expected);
}));

test('the language is switched on the page and remembered', () => withPage('visitor', { locale: 'fr-FR', javaScriptEnabled: false }, async page => {
  await page.goto(`${server.base}/connexion`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.waitForURL('**/connexion');
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Welcome back');
  await page.goto(server.base);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('button', { name: 'Français' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
}));

test('a form leads nowhere else', () => withPage('visitor', {}, async page => {
  for (const suite of ['https://evil.test/', '//evil.test/', '/\\evil.test', 'javascript:alert(1)']) {
    await page.goto(`${server.base}/connexion?suite=${encodeURIComponent(suite)}`);
    assert.equal(await page.locator('input[name=_suite]').inputValue(), '');
  }
  const answer = await page.request.post(`${server.base}/langue`, { form: { lang: 'en', back: '//evil.test/' }, headers: { Origin: server.base, 'Sec-Fetch-Site': 'same-origin' }, maxRedirects: 0 });
  assert.equal(answer.status(), 303);
  assert.equal(answer.headers().location, '/');
}));

test('what belongs to somebody else is not there', () => withPage('pupil', {}, async page => {
  for (const path of paths.parent.filter(p => /^\/(parent|rapports\/0{8})/.test(p))) {
    const answer = await page.goto(server.base + path);
    assert.ok([403, 404].includes(answer.status()), `${path}: ${answer.status()}`);
  }
  for (const path of ['/seances/01900000-0000-7000-8000-000000000000', '/rapports/01900000-0000-7000-8000-000000000000', '/seances/%3Cscript%3E', '/seances/..%2f..%2fetc'])
    assert.ok([400, 404].includes((await page.goto(server.base + path)).status()), path);
}));
