// SPDX-License-Identifier: GPL-3.0-or-later
// The day as families and coaches live it: booked for three days ahead, cancelled in time, given up too late; the coach's week on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, newContext, tabOrder } from './browser.mjs';
import { DEMO_PASSWORD, api, signInByApi, startServer } from './server.mjs';

const HOUR = 3_600_000, DAY = 24 * HOUR;
let server, browser, office, helios, pupil;
const states = {};

async function signIn(who, email) {
  const context = await newContext(browser, server.base), page = await context.newPage();
  await context.addCookies([{ name: 'nexus_language', value: 'en', url: server.base }]);
  await page.goto(`${server.base}/connexion`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => url.pathname !== '/connexion');
  states[who] = { state: await context.storageState(), start: new URL(page.url()).pathname };
  await context.close();
}

before(async () => {
  server = await startServer();
  browser = await launch();
  office = await signInByApi(server.base, 'assistante@nexus.demo');
  helios = (await api(server.base, office, 'GET', '/api/coaches')).body.items.find(c => c.pseudonym === 'Hélios').id;
  await openDays();
  await signIn('pupil', 'eleve@nexus.demo');
  await signIn('coach', 'helios@nexus.demo');
  const own = await api(server.base, states.pupil.state.cookies.find(c => c.name === 'nexus_session').value, 'GET', '/api/sessions?limit=1');
  pupil = own.body.items[0].students[0].id;
});
after(async () => { await browser?.close(); await server?.stop(); });

/** The centre works in the coming fortnight, also where the test runs at Christmas. */
async function openDays() {
  const day = time => new Date(time).toISOString().slice(0, 10);
  const closures = await api(server.base, office, 'GET', `/api/closures?from=${day(Date.now() - DAY)}&to=${day(Date.now() + 14 * DAY)}`);
  assert.equal(closures.status, 200);
  for (const closure of closures.body.items.filter(c => !c.bookable)) assert.equal((await api(server.base, office, 'DELETE', `/api/closures/${closure.id}`)).status, 204);
}

async function withPage(who, options, body) {
  const context = await newContext(browser, server.base, { storageState: states[who].state, reducedMotion: 'reduce', javaScriptEnabled: false, ...options });
  try {
    await body(await context.newPage(), context);
    assert.deepEqual(context.problems, []);
  } finally { await context.close(); }
}

const text = async locator => (await locator.innerText()).replace(/\s+/g, ' ').trim();
const iso = time => new Date(time).toISOString().replace('.000Z', 'Z');
/** Hélios and the pupil have time then, whatever the demo's week looks like on the day of the test. */
async function openHour(start) {
  const there = await api(server.base, office, 'GET', `/api/sessions?from=${iso(start)}&to=${iso(start + HOUR)}&status=SCHEDULED&limit=200`);
  assert.equal(there.status, 200);
  for (const session of there.body.items.filter(s => s.coach.id === helios || s.students.some(p => p.id === pupil)))
    assert.equal((await api(server.base, office, 'POST', '/api/sessions/cancel', { sessionId: session.id })).status, 200);
  const answer = await api(server.base, office, 'POST', `/api/coaches/${helios}/exceptions`, { from: iso(start), to: iso(start + HOUR), available: true, reason: 'Test' });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
}
const balance = async page => {
  await page.goto(`${server.base}/eleve`);
  return Number(/Credits left ([\d.]+)/.exec(await text(page.locator('.facts')))[1]);
};
const confirmAddress = start => `${server.base}/reserver/confirmer?matiere=MATHEMATIQUES&modalite=COURS_ONLINE&coach=${helios}&debut=${encodeURIComponent(iso(start))}`;
async function book(page, start) {
  await page.goto(confirmAddress(start));
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.waitForURL('**/reserver/fait/*');
  return page.url().replace('/reserver/fait/', '/seances/');
}

test('three days ahead at 14:00 with Hélios, then cancelled in time: the credit comes back', { timeout: 120_000 }, () => withPage('pupil', {}, async page => {
  const day = new Date(Date.now() + 3 * DAY);
  const start = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 13); // 14:00 in Tunis
  await openHour(start);
  const before = await balance(page);
  await page.goto(confirmAddress(start));
  assert.match(await text(page.locator('main')), /14:00.*You can cancel until/, 'the rule stands before the button');
  const session = await book(page, start);
  assert.equal(await balance(page), before - 1);
  await page.goto(`${session}/annuler`);
  assert.match(await text(page.locator('main')), /The credits come back/);
  await page.getByRole('button', { name: 'Cancel the session' }).click();
  await page.waitForURL(/annulee=1&rendus=1/);
  assert.match(await text(page.getByRole('status')), /given back/);
  assert.equal(await balance(page), before);
}));

test('two hours before: refused with a refund, then given up without', { timeout: 120_000 }, () => withPage('pupil', {}, async page => {
  const start = Math.ceil((Date.now() + 2 * HOUR) / (15 * 60_000)) * 15 * 60_000;
  await openHour(start);
  const before = await balance(page);
  const session = await book(page, start);
  const cookie = states.pupil.state.cookies.find(c => c.name === 'nexus_session').value;
  const refused = await api(server.base, cookie, 'POST', '/api/sessions/cancel', { sessionId: session.split('/').pop() });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'refund_window_passed');
  assert.equal(await balance(page), before - 1, 'nothing happened yet');
  await page.goto(`${session}/annuler`);
  assert.match(await text(page.locator('main')), /The credits do not come back.*less than 24 hours/);
  await page.locator('form[action$="/annuler"] button').click();
  await page.waitForURL(/annulee=1$/);
  assert.equal(await balance(page), before - 1, 'the credit is used up');
  assert.equal((await api(server.base, office, 'GET', `/api/sessions/${session.split('/').pop()}`)).body.session.status, 'CANCELLED');
}));

/** Another pupil takes Hélios at @start, behind the reader's back. Returns the session's id. */
async function takeHour(start) {
  const students = (await api(server.base, office, 'GET', '/api/students?limit=100')).body.items;
  const refused = [];
  for (const student of students.filter(s => s.balance >= 1 && s.id !== pupil)) {
    const answer = await api(server.base, office, 'POST', '/api/sessions/book', { studentId: student.id, coachId: helios, subject: 'MATHEMATIQUES', type: 'COURS_ONLINE', scheduledAt: iso(start) });
    if (answer.status === 201) return answer.body.session.id;
    refused.push(answer.body.code);
  }
  throw new Error(`nobody could book: ${refused.join(' ')}`);
}
const inDays = (days, hour) => {
  const day = new Date(Date.now() + days * DAY);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour);
};

test('a time that was just taken: the nearest free ones stand there, and one of them is booked', { timeout: 120_000 }, () => withPage('pupil', {}, async page => {
  const start = inDays(5, 9);
  for (const hour of [start, start + HOUR, start + 2 * HOUR]) await openHour(hour);
  await page.goto(confirmAddress(start));
  await takeHour(start);
  await page.getByRole('button', { name: 'Book this session' }).click();
  assert.match(await text(page.getByRole('alert')), /taken.*Nothing was booked and no credit was used/);
  assert.ok(await page.locator('button.slot').count() >= 3);
  await page.locator('button.slot').first().click();
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.waitForURL('**/reserver/fait/*');
}));

test('a time that was just taken is waited for, offered when it becomes free, and accepted', { timeout: 120_000 }, () => withPage('pupil', {}, async page => {
  const start = inDays(6, 9);
  await openHour(start);
  await page.goto(confirmAddress(start));
  const other = await takeHour(start);
  const credits = await balance(page);
  await page.goto(confirmAddress(start));
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.getByRole('button', { name: 'Put me on the waiting list' }).click();
  await page.waitForURL('**/seances/attente/*');
  assert.match(await text(page.getByRole('status')), /Your place on the list: 1/);
  const list = page.url();

  await page.goto(confirmAddress(start));
  await page.getByRole('button', { name: 'Book this session' }).click();
  await page.getByRole('button', { name: 'Put me on the waiting list' }).click();
  await page.waitForURL('**/seances/attente/*');
  assert.equal(page.url(), list, 'asked twice, on the list once');

  assert.equal((await api(server.base, office, 'POST', '/api/sessions/cancel', { sessionId: other })).status, 200);
  await page.goto(list);
  assert.match(await text(page.getByRole('status')), /kept for you until/);
  assert.equal(await balance(page), credits, 'an offer costs nothing');
  await page.goto(list);
  await page.getByRole('button', { name: 'Accept and book' }).click();
  await page.waitForURL(/\/seances\/[0-9a-f-]{36}$/);
  assert.match(await text(page.locator('main')), /Hélios/);
  assert.equal(await balance(page), credits - 1);
}));

test('a full workshop takes names', { timeout: 120_000 }, () => withPage('pupil', {}, async page => {
  const start = inDays(7, 9);
  for (const hour of [start, start + HOUR]) await openHour(hour);
  const students = (await api(server.base, office, 'GET', '/api/students?limit=100')).body.items.filter(s => s.id !== pupil);
  let workshop = null, full = false;
  for (const student of students) {
    await api(server.base, office, 'POST', '/api/credits/adjust', { studentId: student.id, amount: 2, reason: 'A workshop to fill' });
    const body = workshop ? { studentId: student.id, sessionId: workshop } : { studentId: student.id, coachId: helios, subject: 'MATHEMATIQUES', type: 'ATELIER_GROUPE', scheduledAt: iso(start), duration: 120 };
    const answer = await api(server.base, office, 'POST', '/api/sessions/book', body);
    if (answer.status === 201) workshop = answer.body.session.id;
    full = answer.body.code === 'workshop_full';
    if (full) break;
  }
  assert.ok(full, 'it filled up');
  await page.goto(`${server.base}/reserver/creneaux?matiere=MATHEMATIQUES&modalite=ATELIER_GROUPE`);
  const row = page.locator('section[aria-labelledby=full-title] li', { has: page.locator(`button[value="${workshop}"]`) });
  await row.getByRole('button').click();
  await page.waitForURL('**/seances/attente/*');
  assert.match(await text(page.getByRole('status')), /Your place on the list: 1/);
  await page.getByRole('button', { name: 'Leave the waiting list' }).click();
  assert.match(await text(page.getByRole('status')), /no longer on this waiting list/);
}));

for (const [language, colorScheme] of [['fr', 'light'], ['en', 'dark']])
  test(`the coach's week on a phone: ${language}, ${colorScheme}`, { timeout: 120_000 }, () =>
    withPage('coach', { javaScriptEnabled: true, colorScheme, viewport: { width: 360, height: 740 } }, async (page, context) => {
      await context.addCookies([{ name: 'nexus_language', value: language, url: server.base }]);
      assert.equal(states.coach.start, '/equipe/agenda', 'where a coach starts');
      let sessions = 0;
      await page.goto(`${server.base}/equipe/agenda`);
      for (let week = 0; week < 3; week++) {
        assert.equal(await page.locator('h1').count(), 1);
        assert.deepEqual(await axe(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
        sessions += await page.locator('.row.hour').count();
        if (process.env.WEB_SHOTS) await page.screenshot({ path: `${process.env.WEB_SHOTS}/coach-${language}-${colorScheme}-${week}.png`, fullPage: true });
        await page.locator('a[rel=next]').click();
      }
      assert.ok(sessions > 3, `${sessions} sessions in three weeks`);
      await page.locator('nav.pager a[href="/equipe/agenda"]').click();
      const order = await tabOrder(page, 60);
      assert.ok(order.every(stop => stop.visible && stop.outline !== 'none'), 'the keyboard sees where it is');
    }));

test('a coach sees their own sessions and no other page of the staff', { timeout: 60_000 }, () => withPage('coach', {}, async page => {
  await page.goto(`${server.base}/equipe/agenda`);
  const token = states.coach.state.cookies.find(c => c.name === 'nexus_session').value;
  const own = (await api(server.base, token, 'GET', '/api/sessions?limit=200')).body.items;
  assert.ok(own.every(s => s.coach.id === own[0].coach.id));
  assert.equal((await page.goto(`${server.base}/equipe/agenda?jour=2026-02-30`)).status(), 422);
  assert.equal((await page.goto(`${server.base}/parent`)).status(), 403);
}));
