// SPDX-License-Identifier: GPL-3.0-or-later
// What a family buys, owes and has left: plans, packs, payments, credits; with and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, newContext } from './browser.mjs';
import { WISE, startParent } from './parent.mjs';
import { DEMO_PASSWORD, api, startServer } from './server.mjs';

let parent, server, browser, konnect, state, child, token;

before(async () => { parent = await startParent(); ({ server, browser, konnect, state, child, token } = parent); });
after(() => parent?.stop());

async function withPage(options, body) {
  const context = await newContext(browser, server.base, { storageState: state, reducedMotion: 'reduce', ...options });
  try {
    await body(await context.newPage(), context);
    assert.deepEqual(context.problems, []);
  } finally { await context.close(); }
}

const text = async locator => (await locator.innerText()).replace(/\s+/g, ' ').trim();
const noScript = { javaScriptEnabled: false };

test('a plan is chosen, adds up, says what will happen, and becomes one payment', { timeout: 180_000 }, () => withPage(noScript, async page => {
  await page.goto(`${server.base}${child}/formule`);
  assert.match(await text(page.locator('main')), /The families’ choice/);
  await page.getByRole('radio', { name: 'Immersion' }).check();
  for (const subject of ['Mathematics', 'French', 'Philosophy']) await page.getByRole('checkbox', { name: subject, exact: true }).check();
  await page.getByRole('button', { name: 'Recalculate' }).click();
  assert.equal(await page.getByRole('radio', { name: 'Immersion' }).isChecked(), true);
  assert.match(await text(page.locator('#somme')), /Immersion 299 TND ARIA: 2 more subjects 100 TND Total a month 399 TND/);
  await page.getByRole('checkbox', { name: /SVT/ }).check();
  await page.getByRole('button', { name: 'Recalculate' }).click();
  assert.match(await text(page.locator('#somme')), /120 TND Total a month 419 TND.*all subjects are open/, 'four subjects cost no more than all');

  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/formule/confirmer?*');
  const review = await text(page.locator('main'));
  for (const expected of ['TND 419.000', 'Immersion starts as soon as the payment has arrived.', '8 credits arrive at the start', 'Hybrid ends at that moment']) assert.ok(review.includes(expected), expected);
  const address = page.url();
  await page.getByRole('button', { name: 'Confirm and choose how to pay' }).click();
  await page.waitForURL('**/parent/paiements/*');
  const payment = page.url();
  assert.match(await text(page.locator('main')), /Immersion.*TND 419\.000 To pay/);

  // The same form once more is the same payment.
  await page.goto(address);
  await page.getByRole('button', { name: 'Confirm and choose how to pay' }).click();
  await page.waitForURL('**/parent/paiements/*');
  assert.equal(page.url(), payment);
  await page.goto(`${server.base}/parent`);
  assert.equal(await page.getByRole('heading', { name: 'To pay' }).count(), 1);
  assert.equal(await page.locator('.owed').count(), 1);
  await page.goto(server.base + child);
  assert.equal(await page.locator('.owed a').first().getAttribute('href'), new URL(payment).pathname);
}));

test('a cheaper plan waits for the anniversary, and what runs cannot be bought again', { timeout: 120_000 }, () => withPage(noScript, async page => {
  await page.goto(`${server.base}${child}/formule/confirmer?formule=ACCES_PLATEFORME&aria=MATHEMATIQUES`);
  assert.match(await text(page.locator('main')), /Platform access starts on .* 2026\. Until then nothing changes\..*Hybrid runs to the end of the month that is paid/);
  await page.goto(`${server.base}${child}/formule`);
  await page.getByRole('button', { name: 'Continue' }).click();
  assert.equal(new URL(page.url()).pathname, `${child}/formule`);
  assert.match(await text(page.getByRole('status')), /runs already/);
}));

test('the sum follows by itself where scripts run', { timeout: 120_000 }, () => withPage({}, async page => {
  await page.goto(`${server.base}${child}/formule`);
  assert.equal(await page.getByRole('button', { name: 'Recalculate' }).isVisible(), false);
  await page.getByRole('radio', { name: 'Platform access' }).check();
  await page.locator('#somme', { hasText: 'Total a month' }).getByText('79 TND').first().waitFor();
  await page.getByRole('checkbox', { name: 'French', exact: true }).check();
  await page.locator('#somme .total', { hasText: '129 TND' }).waitFor();
  await page.reload();
  assert.equal(await page.getByRole('radio', { name: 'Platform access' }).isChecked(), true);
  assert.deepEqual(await axe(page), []);
}));

test('a plan by keyboard alone', { timeout: 120_000 }, () => withPage({}, async page => {
  const tabTo = async name => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      if (name.test(await page.evaluate(() => { const e = document.activeElement; return `${e.labels?.[0]?.textContent ?? e.textContent} ${e.name ?? ''}`.trim(); }))) return;
    }
    assert.fail(`Tab does not reach ${name}`);
  };
  await page.goto(`${server.base}${child}/formule`);
  await tabTo(/formule/);
  await page.keyboard.press('ArrowDown');
  await tabTo(/Physics/);
  await page.keyboard.press('Space');
  await tabTo(/Continue/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/formule/confirmer?formule=IMMERSION*');
  assert.match(await text(page.locator('main')), /Physics/);
}));

test('a pack is looked at, confirmed, and asked for once', { timeout: 120_000 }, () => withPage(noScript, async page => {
  await page.goto(`${server.base}${child}/packs`);
  const shelf = await text(page.locator('main'));
  for (const expected of ['4 credits', '180 TND', '340 TND', 'Grand Oral', '750 TND', 'Bac de français', '1,200 TND', 'Orientation', '900 TND', '45 TND a credit']) assert.ok(shelf.includes(expected), expected);
  let first;
  for (let i = 0; i < 2; i++) {
    await page.goto(`${server.base}${child}/packs`);
    await page.getByRole('link', { name: /Take this pack – 8 credits/ }).click();
    assert.match(await text(page.locator('main')), /To pay, once TND 340\.000/);
    await page.getByRole('button', { name: 'Confirm and choose how to pay' }).click();
    await page.waitForURL('**/parent/paiements/*');
    first ??= page.url();
    assert.equal(page.url(), first);
  }
  assert.match(await text(page.locator('main')), /8 credits.*TND 340\.000 To pay/);
  const answer = await page.goto(`${server.base}${child}/packs/confirmer?pack=FREE_LUNCH`);
  assert.equal(answer.status(), 404);
}));

test('payments: filters, receipts, and nothing of another family', { timeout: 120_000 }, () => withPage(noScript, async page => {
  await page.goto(`${server.base}/parent/paiements?etat=COMPLETED`);
  assert.equal(await page.locator('[aria-current="true"]', { hasText: 'Paid' }).count(), 1);
  const rows = await page.locator('.entry').count();
  assert.ok(rows >= 3);
  assert.equal(await page.getByRole('link', { name: /^Receipt \(PDF\)/ }).count(), rows);
  await page.goto(`${server.base}/parent/paiements?etat=REFUNDED`);
  assert.match(await text(page.locator('main')), /Nothing fits this filter/);

  const all = (await api(server.base, token, 'GET', '/api/payments?limit=200')).body.items;
  await page.goto(`${server.base}/parent/paiements`);
  const own = new Set(await page.locator('.entry h3 a').evaluateAll(links => links.map(a => a.pathname.split('/').pop())));
  const foreign = all.find(p => !own.has(p.id) && !p.parentName?.includes('Ben Youssef'));
  for (const path of [`/parent/paiements/${foreign.id}`, `/parent/paiements?eleve=${foreign.studentId}`, ...['', '/formule', '/packs', '/credits'].map(p => `/parent/enfants/${foreign.studentId}${p}`)])
    assert.equal((await page.goto(server.base + path)).status(), 404, path);
}));

test('credits: what is left, until when, from where', { timeout: 120_000 }, () => withPage(noScript, async page => {
  await page.goto(`${server.base}${child}/credits`);
  const balance = (await api(server.base, token, 'GET', `/api/students/${child.split('/').pop()}/credits`)).body.balance;
  assert.equal(await text(page.locator('.due')), `${balance} credits`);
  assert.match(await text(page.locator('main')), /At the present pace/);
  await page.locator('.lot', { hasText: 'Plan Hybrid' }).first().locator('summary').click();
  const trail = page.locator('.lot', { hasText: 'Plan Hybrid' }).first().locator('.trail');
  assert.match(await text(trail), /Payment: Hybrid, TND 179\.000.*4 credits received on/);
  await trail.getByRole('link', { name: /Payment/ }).click();
  await page.waitForURL('**/parent/paiements/*');
  assert.match(await text(page.locator('main')), /Hybrid.*TND 179\.000 Paid/);
}));

const takePack = async (page, pack) => {
  await page.goto(`${server.base}${child}/packs/confirmer?pack=${pack}`);
  await page.getByRole('button', { name: 'Confirm and choose how to pay' }).click();
  await page.waitForURL('**/parent/paiements/*');
  return page.url();
};

test('by card: Konnect down keeps the payment, up takes it, the return page waits and then thanks', { timeout: 180_000 }, () => withPage({ elsewhere: konnect.base }, async page => {
  const payment = await takePack(page, 'GRAND_ORAL');
  konnect.mode = 'down';
  const [answer] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.getByRole('button', { name: 'Pay by card' }).click()]);
  assert.equal(answer.status(), 502);
  assert.match(await text(page.getByRole('alert')), /The payment is kept as it is/);
  assert.deepEqual(await axe(page), []);

  konnect.mode = 'up';
  await page.getByRole('button', { name: 'Pay by card' }).click();
  await page.waitForURL(`${konnect.base}/pay/*`);
  assert.equal(await text(page.locator('#amount')), '750000');
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  await page.waitForURL('**/retour?payment_ref=*');
  assert.match(await text(page.locator('main')), /waiting for the bank’s answer.*no need to pay a second time/);
  assert.deepEqual(await axe(page, { disable: ['meta-refresh'] }), []);
  konnect.last().status = 'completed';
  await page.waitForURL('**/retour?essai=1');
  await page.getByRole('heading', { name: 'Thank you, the payment has arrived' }).waitFor({ timeout: 60_000 });
  assert.match(await text(page.getByRole('status')), /Grand Oral.*750\.000.*It brings 4 credits/);
  const receipt = await page.request.get(server.base + await page.getByRole('link', { name: 'Receipt (PDF)' }).getAttribute('href'));
  assert.equal(receipt.status(), 200);
  assert.equal((await receipt.body()).subarray(0, 5).toString(), '%PDF-');
  await page.goto(payment);
  assert.match(await text(page.locator('main')), /Paid/);
  assert.equal(await page.getByRole('button', { name: 'Pay by card' }).count(), 0);
}));

test('the return page stops asking after a while', { timeout: 120_000 }, () => withPage({ elsewhere: konnect.base, ...noScript }, async page => {
  const payment = await takePack(page, 'CREDITS_4');
  await page.goto(`${payment}/retour`);
  assert.equal(page.url(), payment, 'never begun at Konnect: nothing to wait for');
  await page.getByRole('button', { name: 'Pay by card' }).click();
  await page.waitForURL(`${konnect.base}/pay/*`);
  await page.goto(`${payment}/retour?essai=99&payment_ref=<script>`);
  assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0);
  assert.match(await text(page.locator('main')), /takes longer than usual/);
}));

test('by transfer: instructions to copy, a declaration with a proof, faults keep the form', { timeout: 180_000 }, () => withPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page, context) => {
  const payment = await takePack(page, 'BAC_FRANCAIS');
  await page.getByRole('button', { name: 'Pay by transfer' }).click();
  await page.waitForURL('**/virement');
  const slip = await text(page.locator('.copies'));
  for (const expected of ['TN59 1000 6035 1835 9847 8831', 'STBKTNTT', 'Nexus Réussite SARL', 'Société Tunisienne de Banque', 'TND 1,200.000']) assert.ok(slip.includes(expected), expected);
  assert.match(slip, /NR-[A-Z2-9]{4}-[A-Z2-9]{4}/);
  assert.equal(await page.locator('.qr svg').count(), 1);
  assert.equal(await page.locator('#iban').evaluate(e => getComputedStyle(e).userSelect), 'all');
  await page.getByRole('button', { name: 'Copy – IBAN' }).click();
  await page.locator('#copied', { hasText: 'IBAN' }).waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), WISE.WISE_IBAN);
  assert.deepEqual(await axe(page), []);
  await page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);

  await page.getByLabel('Amount sent').fill('a lot');
  await page.getByLabel('Note').fill('Envoyé par la grand-mère');
  await page.getByRole('button', { name: 'I have sent the transfer' }).click();
  assert.match(await text(page.getByRole('alert')), /Amount sent/);
  assert.equal(await page.getByLabel('Note').inputValue(), 'Envoyé par la grand-mère');
  assert.equal(await page.getByLabel('Amount sent').inputValue(), 'a lot');
  assert.deepEqual(await axe(page), []);

  await page.getByLabel('Amount sent').fill('1200');
  await page.getByLabel('Proof').setInputFiles({ name: 'ordre.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\x00 not a PDF at all') });
  await page.getByRole('button', { name: 'I have sent the transfer' }).click();
  assert.match(await text(page.getByRole('alert')), /./);
  assert.equal(await page.locator('#proof[aria-invalid="true"]').count(), 1);
  await page.getByLabel('Proof').setInputFiles({ name: 'ordre.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n') });
  await page.getByRole('button', { name: 'I have sent the transfer' }).click();
  await page.waitForURL('**/virement#etat');
  assert.match(await text(page.getByRole('status').first()), /Announced on .*waiting for the money.*1,200\.000, sent on .*Your proof/);
  await page.goto(payment);
  assert.match(await text(page.locator('main')), /Your transfer is announced/);
  await page.goto(`${server.base}/parent/paiements`);
  assert.match(await text(page.locator('.entry').first()), /Bac de français.*Transfer on its way/);

  const rejected = await api(server.base, token, 'POST', '/api/payments/validate', { paymentId: payment.split('/').pop(), action: 'reject', note: 'The bank sent it back' });
  assert.equal(rejected.status, 200, JSON.stringify(rejected.body));
  await page.goto(payment);
  assert.match(await text(page.locator('main')), /not completed.*The bank sent it back/);
}));

test('a plan is ended at the end of the paid month, said before', { timeout: 120_000 }, () => withPage(noScript, async page => {
  await page.goto(`${server.base}${child}/formule`);
  await page.getByRole('link', { name: 'End the plan' }).click();
  assert.match(await text(page.locator('main')), /Hybrid runs to .* 2026, the end of the month that is paid.*stay, each up to its own date.*ARIA is closed/);
  await page.getByRole('button', { name: /^End it on/ }).click();
  await page.waitForURL('**/formule');
  assert.match(await text(page.locator('.page-head')), /It ends on/);
  assert.equal(await page.getByRole('link', { name: 'End the plan' }).count(), 0);
}));

test('what is not set up is not offered, and the page says so', { timeout: 180_000 }, async () => {
  const bare = await startServer();
  const context = await newContext(browser, bare.base, noScript), page = await context.newPage();
  try {
    await context.addCookies([{ name: 'nexus_language', value: 'en', url: bare.base }]);
    await page.goto(`${bare.base}/connexion`);
    await page.getByLabel('E-mail address').fill('parent@nexus.demo');
    await page.getByLabel('Password').fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/parent');
    const own = await page.locator('a[href^="/parent/enfants/"]').first().getAttribute('href');
    await page.goto(`${bare.base}${own.split('/').slice(0, 4).join('/')}/packs/confirmer?pack=CREDITS_4`);
    await page.getByRole('button', { name: 'Confirm and choose how to pay' }).click();
    assert.match(await text(page.locator('main')), /Neither cards nor transfers can be taken here/);
    assert.equal(await page.getByRole('button', { name: /^Pay/ }).count(), 0);
  } finally { await context.close(); await bare.stop(); }
});
