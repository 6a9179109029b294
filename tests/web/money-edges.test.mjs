// SPDX-License-Identifier: GPL-3.0-or-later
// The edges of the money pages: no JavaScript, French figures, files that are too large, purchases given up, narrow and crowded pages.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, newContext, tabOrder } from './browser.mjs';
import { startParent } from './parent.mjs';
import { api } from './server.mjs';

const MB = 1024 * 1024;
const noScript = { javaScriptEnabled: false };
let parent, server, browser, konnect, state, child, student, token, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-proofs-'));
  parent = await startParent();
  ({ server, browser, konnect, state, child, token } = parent);
  student = child.split('/').pop();
});
after(async () => { await parent?.stop(); if (folder) rmSync(folder, { recursive: true }); });

async function withPage({ language = 'en', ...options }, body) {
  const context = await newContext(browser, server.base, { storageState: state, reducedMotion: 'reduce', elsewhere: konnect.base, ...options });
  try {
    await context.addCookies([{ name: 'nexus_language', value: language, url: server.base }]);
    await body(await context.newPage(), context);
    assert.deepEqual(context.problems, []);
  } finally { await context.close(); }
}

const text = async locator => (await locator.innerText()).replace(/\s+/g, ' ').trim();
const takePack = async (page, pack) => {
  await page.goto(`${server.base}${child}/packs/confirmer?pack=${pack}`);
  await page.locator('main form[action$="/packs"] button').click();
  await page.waitForURL('**/parent/paiements/*');
  return page.url();
};
const instruct = async page => {
  await page.locator('form[action$="/virement"] button, a[href$="/virement"]').first().click();
  await page.waitForURL('**/virement');
};
const fits = page => page.evaluate(() => {
  const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .hidden, .skip, .trap'));
  return document.documentElement.scrollWidth <= innerWidth ? [] : wide.slice(0, 5).map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`);
});

test('what is hidden stays hidden where no script runs', { timeout: 120_000 }, () => withPage(noScript, async page => {
  await takePack(page, 'CREDITS_4');
  await instruct(page);
  assert.ok(await page.locator('[hidden]').count() > 5);
  for (const hidden of await page.locator('[hidden]').all()) assert.equal(await hidden.isVisible(), false, await hidden.evaluate(e => e.outerHTML));
}));

test('a field holds an amount as its language writes it, and both are understood', { timeout: 120_000 }, async () => {
  for (const [language, amount, sent, shown] of [['en', '180.000', '179,5', /179\.500/], ['fr', '180,000', '179.5', /179,500/]])
    await withPage({ language, ...noScript }, async page => {
      const payment = await takePack(page, 'CREDITS_4');
      await instruct(page);
      assert.equal(await page.locator('#transferAmount').inputValue(), amount);
      assert.equal(await page.locator('#montant').getAttribute('data-value'), amount);
      const tops = await page.locator('.pair label').evaluateAll(labels => labels.map(l => Math.round(l.getBoundingClientRect().top)));
      const inputs = await page.locator('.pair input').evaluateAll(fields => fields.map(f => Math.round(f.getBoundingClientRect().top)));
      assert.equal(tops[0], tops[1], 'labels side by side are level');
      assert.ok(Math.abs(inputs[0] - inputs[1]) <= 2, 'fields side by side are level');
      await page.locator('#transferAmount').fill(sent);
      await page.locator('form.form button').click();
      await page.waitForURL('**/virement#etat');
      assert.match(await text(page.locator('#etat')), shown);
      const rejected = await api(server.base, token, 'POST', '/api/payments/validate', { paymentId: payment.split('/').pop(), action: 'reject', note: 'The bank sent it back' });
      assert.equal(rejected.status, 200);
    });
});

test('a proof above 5 MB is said so before it is sent, and the form stays', { timeout: 120_000 }, () => withPage({}, async page => {
  await takePack(page, 'CREDITS_4');
  await instruct(page);
  await page.getByLabel('Note').fill('From grandmother’s account');
  await page.getByLabel('Proof').setInputFiles(fileOf(5 * MB + 1));
  assert.match(await text(page.locator('#proof-fault')), /larger than 5 MB/);
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'I have sent the transfer' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'proof');
  assert.equal(await page.getByLabel('Note').inputValue(), 'From grandmother’s account');
  await page.getByLabel('Proof').setInputFiles([]);
  assert.equal(await page.locator('#proof-fault').isVisible(), false);
}));

// By its path, so that only the browser reads it: as bytes it would pass through the driver's own pipe, which takes long on a busy machine.
function fileOf(size) {
  const path = join(folder, `scan-${size}.pdf`);
  writeFileSync(path, '');
  truncateSync(path, size);
  return path;
}

test('without a script a proof above 5 MB is answered with what to do and the way back', { timeout: 120_000 }, async () => {
  for (const size of [5 * MB + 1, 6 * MB, 40 * MB])
    await withPage(noScript, async page => {
      await takePack(page, 'CREDITS_4');
      await instruct(page);
      const form = page.url();
      await page.getByLabel('Proof').setInputFiles(fileOf(size));
      const [answer] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.getByRole('button', { name: 'I have sent the transfer' }).click()]);
      assert.equal(answer.status(), 413, `${size} bytes`);
      await page.getByText('Nothing was sent or changed. Choose a smaller file').waitFor();
      await page.getByRole('link', { name: 'Back to the form' }).click();
      await page.waitForURL(form);
      assert.equal(await page.getByRole('button', { name: 'I have sent the transfer' }).count(), 1);
    });
});

test('a pack is given up, taken up again, and money that comes late counts', { timeout: 180_000 }, () => withPage(noScript, async page => {
  const payment = await takePack(page, 'ORIENTATION');
  await page.getByRole('button', { name: 'Give up this purchase' }).click();
  await page.waitForURL(payment);
  assert.match(await text(page.getByRole('status')), /gave up this purchase: nothing is due/);
  assert.equal(await page.getByRole('button', { name: 'Give up this purchase' }).count(), 0);
  assert.match(await text(page.locator('.trail')), /does not want it any more/);
  await page.goto(`${server.base}/parent`);
  assert.equal(await page.locator(`.owed a[href="${new URL(payment).pathname}"]`).count(), 0);

  await page.goto(payment);
  await page.getByRole('button', { name: 'Pay by card' }).click();
  await page.waitForURL(`${konnect.base}/pay/*`);
  const link = konnect.last();
  await page.goto(payment);
  assert.match(await text(page.locator('main')), /If you have just paid by card, there is nothing to do/);
  await page.getByRole('button', { name: 'Give up this purchase' }).click();
  assert.match(await text(page.getByRole('status')), /nothing is due.*payment by card still arrive.*it counts/);
  link.status = 'completed';
  await page.goto(`${payment}/retour`);
  await page.getByRole('heading', { name: 'Thank you, the payment has arrived' }).waitFor();
  const late = await page.request.post(`${payment}/abandonner`, { headers: { Origin: server.base }, maxRedirects: 0 });
  assert.equal(late.status(), 409);
  assert.match(await late.text(), /settled already/);
}));

test('what a family may not give up: a plan, and a transfer that is on its way', { timeout: 120_000 }, () => withPage(noScript, async page => {
  const payment = await takePack(page, 'BAC_FRANCAIS');
  await instruct(page);
  await page.getByRole('button', { name: 'I have sent the transfer' }).click();
  await page.waitForURL('**/virement#etat');
  await page.goto(payment);
  assert.equal(await page.getByRole('button', { name: 'Give up this purchase' }).count(), 0);
  const answer = await page.request.post(`${payment}/abandonner`, { headers: { Origin: server.base }, maxRedirects: 0 });
  assert.equal(answer.status(), 409);
  assert.match(await answer.text(), /your transfer is on the way/);
  await page.goto(`${payment}/retour`);
  assert.equal(page.url(), payment, 'nothing at Konnect to wait for');

  await page.goto(`${server.base}${child}/formule/confirmer?formule=IMMERSION`);
  await page.getByRole('button', { name: 'Confirm and choose how to pay' }).click();
  await page.waitForURL('**/parent/paiements/*');
  const plan = page.url();
  assert.equal(await page.getByRole('button', { name: 'Give up this purchase' }).count(), 0);
  assert.equal((await page.request.post(`${plan}/abandonner`, { headers: { Origin: server.base }, maxRedirects: 0 })).status(), 409);
}));

/** Sixty payments, many lots, and a name as long as names may be. */
async function crowd() {
  const names = { firstName: 'عبد الرحمن بن محمد بن عبد العزيز بن إبراهيم المنصوري التونسي الأندلسي القيرواني', lastName: 'Ben-Abdelkader-Oueslati-Bouguerra-Chaabane-Trabelsi-Mabrouk-Hamrouni-Gharbi-Jaziri' };
  names.firstName = names.firstName.slice(0, 80);
  names.lastName = names.lastName.slice(0, 80);
  const changed = await api(server.base, token, 'PATCH', `/api/students/${student}`, { ...names, version: (await api(server.base, token, 'GET', `/api/students/${student}`)).body.student?.version });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  for (let i = 0; i < 60; i++) {
    const paid = await api(server.base, token, 'POST', '/api/payments/manual', { studentId: student, type: 'CREDIT_PACK', key: i % 2 ? 'CREDITS_4' : 'CREDITS_8' });
    assert.equal(paid.status, 201, JSON.stringify(paid.body));
  }
}

test('crowded, long, narrow, enlarged: every page fits and is clean, in both languages and styles', { timeout: 400_000 }, async () => {
  await crowd();
  let waiting, failed, paid, open;
  await withPage(noScript, async page => {
    waiting = await takePack(page, 'GRAND_ORAL');
    await page.getByRole('button', { name: 'Pay by card' }).click();
    await page.getByRole('heading', { name: 'Konnect', exact: true }).waitFor();
    failed = await takePack(page, 'ORIENTATION');
    await page.getByRole('button', { name: 'Pay by card' }).click();
    await page.getByRole('heading', { name: 'Konnect', exact: true }).waitFor();
    konnect.last().status = 'failed';
    open = await takePack(page, 'CREDITS_4');
    await instruct(page);
    await page.goto(`${server.base}/parent/paiements?etat=COMPLETED`);
    paid = new URL(await page.locator('.entry h3 a').first().getAttribute('href'), server.base).href;
  });
  const receipt = await receiptAddress(paid.split('/').pop());
  const pages = { transfer: `${open}/virement`, payment: open, waiting: `${waiting}/retour`, failed: `${failed}/retour`, paid: `${paid}/retour`, done: paid, receipt, stop: `${server.base}${child}/formule/arreter`, history: `${server.base}/parent/paiements`, credits: `${server.base}${child}/credits`, packs: `${server.base}${child}/packs`, review: `${server.base}${child}/packs/confirmer?pack=CREDITS_8`, plan: `${server.base}${child}/formule`, parent: `${server.base}/parent`, child: server.base + child };
  const bad = [];
  for (const language of ['fr', 'en'])
    for (const colorScheme of ['light', 'dark'])
      await withPage({ language, colorScheme }, async page => {
        for (const [name, address] of Object.entries(pages)) {
          await page.setViewportSize({ width: 1366, height: 900 });
          const answer = await page.goto(address);
          assert.equal(answer.status(), 200, `${name} ${address}`);
          for (const fault of await axe(page, { disable: ['meta-refresh'] })) bad.push(`${name} ${language} ${colorScheme}: ${fault}`);
          await shoot(page, `${name}-${language}-${colorScheme}-1366`);
          await page.setViewportSize({ width: 320, height: 640 });
          for (const fault of await fits(page)) bad.push(`${name} ${language} at 320 px: ${fault}`);
          await shoot(page, `${name}-${language}-${colorScheme}-320`);
          await page.setViewportSize({ width: 1280, height: 900 });
          await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
          for (const fault of await fits(page)) bad.push(`${name} ${language} with text of 200 %: ${fault}`);
        }
      });
  assert.deepEqual(bad, []);
});

/** Pictures for a person to look at: where NEXUS_SHOTS names a folder. */
const shoot = async (page, name) => process.env.NEXUS_SHOTS ? page.screenshot({ path: `${process.env.NEXUS_SHOTS}/${name}.png`, fullPage: true, animations: 'disabled' }) : null;

/** The address that is on the receipt. */
async function receiptAddress(payment) {
  const answer = await fetch(`${server.base}/api/payments/${payment}/receipt.pdf`, { headers: { Authorization: `Bearer ${token}` } });
  const words = spawnSync('pdftotext', ['-', '-'], { input: Buffer.from(await answer.arrayBuffer()), encoding: 'utf8' }).stdout.replace(/\s+/g, '');
  return server.base + /\/recus\/\d{4}-\d{6}\?c=[A-Z0-9a-z-]{10}/.exec(words)?.[0];
}

test('the transfer page by keyboard alone', { timeout: 120_000 }, () => withPage({}, async page => {
  await takePack(page, 'CREDITS_4');
  await instruct(page);
  const order = await tabOrder(page);
  for (const stop of order) assert.ok(stop.visible && stop.outline !== 'none', `${stop.text} shows where one is: ${JSON.stringify(order)}`);
  const names = order.map(stop => stop.text);
  const places = [/Copy – Reference/, /Copy – IBAN/, /Day of the transfer/, /Amount sent/, /Proof/, /Note/, /I have sent the transfer/].map(name => names.findIndex(n => name.test(n)));
  assert.deepEqual(places, [...places].sort((a, b) => a - b), names.join(' | '));
  assert.ok(!places.includes(-1), names.join(' | '));
  await page.getByRole('button', { name: 'I have sent the transfer' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/virement#etat');
}));
