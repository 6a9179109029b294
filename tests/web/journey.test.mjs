// SPDX-License-Identifier: GPL-3.0-or-later
// A family, without JavaScript: registers, activates the pupil, books, meets a conflict, cancels. Names are as nasty as they come.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, newContext } from './browser.mjs';
import { api, mailText, signInByApi, startServer, waitForMail } from './server.mjs';

const PASSWORD = 'cheval exact pile agrafe';
const FIRST = 'Lina <script>alert("x")</script> 👩‍🎓';
const LAST = `O'Neill & "Fils" ${'Très-long-nom-de-famille-'.repeat(2)}`.slice(0, 78);
let server, browser;

before(async () => { server = await startServer(); browser = await launch(); });
after(async () => { await browser?.close(); await server?.stop(); });

const open = (options = {}) => newContext(browser, server.base, { javaScriptEnabled: false, ...options });

async function fillRegistration(page) {
  const you = page.getByRole('group', { name: 'You, the parent' }), child = page.getByRole('group', { name: 'Your child' });
  await you.getByLabel('First name').fill('Inès');
  await you.getByLabel('Last name').fill(LAST);
  await you.getByLabel('E-mail address').fill('ines.web@example.org');
  await you.getByLabel('Phone').fill('+216 20 123 456');
  await you.getByLabel('Password').fill(PASSWORD);
  await child.getByLabel('First name').fill(FIRST);
  await child.getByLabel('Last name').fill(LAST);
  await child.getByLabel('Terminale').check();
  await page.getByLabel('Mathematics').check();
  await page.getByLabel('Where your child is now').fill('11 de moyenne, < 10 à l’écrit');
  await page.getByLabel('Where you want to go').fill('Une mention, sans perdre le sommeil.');
  await page.getByRole('group', { name: 'Sessions' }).getByRole('radio').first().check();
}

/** What sticks out of the window to the side. */
const tooWide = page => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 40)}`));

async function register() {
  const context = await open(), page = await context.newPage();
  await page.goto(server.base);
  await page.getByRole('link', { name: 'Free strategic assessment' }).first().click();
  await fillRegistration(page);
  await page.getByRole('button', { name: 'Ask for the assessment' }).click();
  assert.match(await page.getByRole('alert').textContent(), /accept/);
  assert.equal(await page.getByRole('group', { name: 'Your child' }).getByLabel('First name').inputValue(), FIRST);
  assert.equal(await page.getByLabel('Mathematics').isChecked(), true);
  assert.equal(await page.getByRole('group', { name: 'You, the parent' }).getByLabel('Password').inputValue(), '');
  await page.getByRole('alert').getByRole('link').first().click();

  await page.getByRole('group', { name: 'You, the parent' }).getByLabel('Password').fill(PASSWORD);
  await page.getByLabel(/I accept the terms/).check();
  await page.getByRole('button', { name: 'Ask for the assessment' }).click();
  await page.waitForURL('**/bilan-gratuit/merci');
  assert.match(await page.getByRole('status').textContent(), /call you back/);
  await context.close();
}

async function activate() {
  const mail = await waitForMail(server, m => /activation\?token=/.test(mailText(m)) && /ines\.web@example\.org/.test(m));
  const link = /https?:\/\/[^\s"'<>]+\/activation\?token=[A-Za-z0-9_-]+/.exec(mailText(mail))[0];
  const context = await open(), page = await context.newPage();
  await page.goto(link.replace(/^https?:\/\/[^/]+/, server.base));
  const login = await page.locator('main bdi').first().textContent();
  assert.match(login, /@nexus-student\.local$/);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Open my account' }).click();
  assert.match(await page.getByRole('alert').textContent(), /Password/);
  await page.getByLabel('Password').fill('petit canard jaune rapide');
  await page.getByRole('button', { name: 'Open my account' }).click();
  await page.waitForURL('**/eleve');
  assert.ok((await page.locator('h1').textContent()).includes(FIRST));

  await page.goto(link.replace(/^https?:\/\/[^/]+/, server.base));
  assert.match(await page.locator('h1').textContent(), /no longer works/);
  return { context, page };
}

async function sellPlan(token) {
  const found = await api(server.base, token, 'GET', `/api/students?query=${encodeURIComponent('lina neill')}`);
  const student = found.body.items.find(s => s.firstName === FIRST);
  assert.ok(student, 'the office finds the pupil');
  const sold = await api(server.base, token, 'POST', '/api/subscriptions/change', { studentId: student.id, planName: 'HYBRIDE', ariaSubjects: [], method: 'manual' });
  assert.equal(sold.status, 201, JSON.stringify(sold.body));
  return student;
}

/** Walks to the confirmation of the first free hour of the last day shown with @coach: far enough to be refundable. */
async function walkToConfirm(page, coach) {
  await page.goto(`${server.base}/reserver`);
  await page.getByRole('button', { name: 'See the free times' }).click();
  assert.match(await page.getByRole('alert').textContent(), /Choose a subject/);
  await page.getByRole('radio', { name: 'Mathematics', exact: true }).check();
  await page.getByRole('radio', { name: /Online lesson/ }).check();
  await page.getByRole('radio', { name: new RegExp(`^${coach}`) }).check();
  await page.getByRole('button', { name: 'See the free times' }).click();
  await page.locator('.days a').last().click();
  await page.locator('button.slot').first().click();
  assert.match(await page.locator('main').textContent(), /You can cancel until/);
}

test('a family without JavaScript', { timeout: 180_000 }, async () => {
  await register();
  const { context, page } = await activate();
  const office = await signInByApi(server.base, 'assistante@nexus.demo');
  const student = await sellPlan(office);
  await page.goto(`${server.base}/eleve`);
  assert.match(await page.locator('main').textContent(), /Credits left\s*4/);

  // Three steps, the credits before and after, the rule in words before the button.
  await walkToConfirm(page, 'Hélios');
  assert.match((await page.locator('.balance-line').textContent()).replace(/\s+/g, ' '), /4 credits.*3 credits/);
  const address = page.url();
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.waitForURL('**/reserver/fait/*');
  assert.match((await page.getByRole('status').textContent()), /Mathematics.*3 credits left/s);
  const booked = page.url();

  // The same form again: the same session, no second credit.
  await page.goto(address);
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.waitForURL('**/reserver/fait/*');
  assert.equal(page.url(), booked);
  assert.equal((await api(server.base, office, 'GET', `/api/students/${student.id}/credits`)).body.balance, 3);

  // Cancelling says first that the credit comes back.
  await page.goto(booked.replace('/reserver/fait/', '/seances/'));
  await page.getByRole('link', { name: 'Cancel the session' }).click();
  assert.match(await page.locator('main').textContent(), /The credits come back/);
  await page.getByRole('button', { name: 'Cancel the session' }).click();
  await page.waitForURL('**/seances/*');
  assert.match(await page.getByRole('status').textContent(), /given back/);
  assert.equal((await api(server.base, office, 'GET', `/api/students/${student.id}/credits`)).body.balance, 4);
  assert.deepEqual(context.problems, []);
  await context.close();
});

test('an hour that is taken between the page and the button', { timeout: 120_000 }, async () => {
  const office = await signInByApi(server.base, 'assistante@nexus.demo');
  const students = (await api(server.base, office, 'GET', '/api/students?limit=100')).body.items;
  const other = students.find(s => s.balance >= 2 && s.firstName !== FIRST);
  const context = await open(), page = await context.newPage();
  await page.goto(`${server.base}/connexion`);
  await page.getByLabel('E-mail address').fill('ines.web@example.org');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/parent');

  await walkToConfirm(page, 'Hélios');
  const query = new URL(page.url()).searchParams;
  const taken = await api(server.base, office, 'POST', '/api/sessions/book', { studentId: other.id, coachId: query.get('coach'), subject: 'MATHEMATIQUES', type: 'COURS_ONLINE', scheduledAt: query.get('debut') });
  assert.equal(taken.status, 201, JSON.stringify(taken.body));

  const [answer] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.getByRole('button', { name: 'Book this session' }).click()]);
  assert.equal(answer.status(), 409);
  assert.match(await page.getByRole('alert').textContent(), /Nothing was booked/);
  assert.ok(await page.locator('button.slot').count() >= 1, 'the nearest free times are offered');
  await page.locator('button.slot').first().click();
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.waitForURL('**/reserver/fait/*');
  await context.close();
});

test('nasty names stay text, and long ones fit', { timeout: 120_000 }, async () => {
  const context = await open({ javaScriptEnabled: true, viewport: { width: 320, height: 640 } }), page = await context.newPage();
  page.on('dialog', () => assert.fail('a script of a name ran'));
  await page.goto(`${server.base}/connexion?suite=/parent`);
  await page.getByLabel('E-mail address').fill('ines.web@example.org');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(url => url.pathname === '/parent');
  assert.ok((await page.locator('main').textContent()).includes(FIRST));
  assert.deepEqual(await tooWide(page), []);
  assert.deepEqual(await axe(page), []);
  await page.getByRole('link', { name: /Open the file/ }).click();
  await page.waitForURL(url => url.pathname !== '/parent'); // with its style
  assert.deepEqual(await tooWide(page), []);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(context.problems, []);
  await context.close();
});

test('the whole booking by keyboard alone', { timeout: 120_000 }, async () => {
  const context = await open({ javaScriptEnabled: true }), page = await context.newPage();
  const press = async (key, times = 1) => { for (let i = 0; i < times; i++) await page.keyboard.press(key); };
  const tabTo = async name => {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => { const e = document.activeElement; return `${e.labels?.[0]?.textContent ?? e.textContent} ${e.name ?? ''}`.trim(); });
      if (name.test(here)) return;
    }
    assert.fail(`Tab does not reach ${name}`);
  };
  await page.goto(`${server.base}/connexion?suite=/reserver`);
  await tabTo(/E-mail address/); await page.keyboard.type('ines.web@example.org');
  await tabTo(/Password/); await page.keyboard.type(PASSWORD);
  await press('Enter');
  await page.waitForURL(url => url.pathname === '/reserver');
  await tabTo(/matiere/); await press('Space');
  await tabTo(/modalite/); await press('Space');
  await tabTo(/coach/);
  await tabTo(/See the free times/); await press('Enter');
  await page.waitForURL('**/reserver/creneaux*');
  await tabTo(/\d{4} .*time/); await press('Enter');
  await page.waitForURL(/jour=/);
  assert.equal(await page.evaluate(() => document.activeElement?.id || location.hash.slice(1)), 'creneaux');
  await tabTo(/debut/); await press('Enter');
  await page.waitForURL('**/reserver/confirmer*');
  await tabTo(/Book this session/); await press('Enter');
  await page.waitForURL('**/reserver/fait/*');
  assert.deepEqual(context.problems, []);
  await context.close();
});
