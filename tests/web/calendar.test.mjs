// SPDX-License-Identifier: GPL-3.0-or-later
// The agenda in another program's calendar, read by ical.js, which shares nothing with the library that wrote it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import ICAL from 'ical.js';
import { axe, launch, newContext } from './browser.mjs';
import { DEMO_PASSWORD, api, signInByApi, startServer, waitForMail } from './server.mjs';

const DAY = 86_400_000, HOUR = 3_600_000;
const ABROAD = 'philippe.martin@exemple.tn'; // lives in Paris
let server, browser, office, parent, pupil;

before(async () => {
  server = await startServer();
  browser = await launch();
  office = await signInByApi(server.base, 'assistante@nexus.demo');
  parent = await signInByApi(server.base, ABROAD);
  pupil = (await api(server.base, parent, 'GET', '/api/students')).body.items[0].id;
});
after(async () => { await browser?.close(); await server?.stop(); });

const iso = time => new Date(time).toISOString().replace('.000Z', 'Z');

function parse(text) {
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  assert.ok(text.endsWith('END:VCALENDAR\r\n'));
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.name, 'vcalendar');
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  assert.match(calendar.getFirstPropertyValue('prodid'), /Nexus/);
  assert.equal(calendar.getAllSubcomponents('vtimezone').length, 1);
  return calendar;
}

const uidOf = event => event.getFirstPropertyValue('uid');
const startOf = event => event.getFirstPropertyValue('dtstart').toJSDate().getTime();
const localOf = event => event.getFirstPropertyValue('dtstart').toString();
const eventOf = (calendar, id) => calendar.getAllSubcomponents('vevent').find(event => uidOf(event) === `${id}@nexusreussite`);

async function feed(token) {
  const { url } = (await api(server.base, token, 'GET', '/api/calendar')).body;
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
  return { url, etag: answer.headers.get('etag'), calendar: parse(await answer.text()) };
}

/** Everything that the API shows of the calendar's time. */
async function sessions(token) {
  const found = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await api(server.base, token, 'GET', `/api/sessions?from=${iso(Date.now() - 61 * DAY)}&to=${iso(Date.now() + 401 * DAY)}&limit=200${cursor && `&cursor=${cursor}`}`)).body;
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

test('each reader’s calendar holds exactly their sessions, at their time', { timeout: 60_000 }, async () => {
  for (const token of [parent, await signInByApi(server.base, 'parent@nexus.demo'), await signInByApi(server.base, 'eleve@nexus.demo'), await signInByApi(server.base, 'helios@nexus.demo'), office]) {
    const { calendar } = await feed(token), events = calendar.getAllSubcomponents('vevent');
    // What begins or was cancelled at the edges may have changed sides between the two questions.
    const inside = session => new Date(session.scheduledAt) > Date.now() - 60 * DAY + HOUR && new Date(session.scheduledAt) < Date.now() + 400 * DAY - HOUR;
    const wanted = (await sessions(token)).filter(session => inside(session) && (session.status !== 'CANCELLED' || new Date(session.cancelledAt) > Date.now() - 14 * DAY + HOUR));
    const uids = new Set(events.map(uidOf));
    assert.equal(uids.size, events.length);
    assert.deepEqual(wanted.filter(session => !uids.has(`${session.id}@nexusreussite`)).map(session => session.id), []);
    const known = new Map((await sessions(token)).map(session => [`${session.id}@nexusreussite`, session]));
    for (const event of events) {
      const session = known.get(uidOf(event));
      assert.ok(session, `${uidOf(event)} is not the reader’s`);
      assert.equal(startOf(event), new Date(session.scheduledAt).getTime());
      assert.equal(event.getFirstPropertyValue('dtend').toJSDate().getTime(), startOf(event) + session.duration * 60_000);
      assert.equal(event.getFirstPropertyValue('status'), session.status === 'CANCELLED' ? 'CANCELLED' : 'CONFIRMED');
      assert.ok(event.getFirstPropertyValue('summary').includes(session.coach.pseudonym));
    }
  }
});

/** The last Sunday of the next March: the clocks of Paris go forward, those of Tunis do not. */
function nextChange() {
  for (let year = new Date().getUTCFullYear(); ; year++) {
    const end = Date.UTC(year, 2, 31), sunday = end - new Date(end).getUTCDay() * DAY;
    if (sunday > Date.now() + 3 * DAY) return sunday;
  }
}

async function openSunday(coach, start) {
  const { ranges, items } = (await api(server.base, office, 'GET', `/api/coaches/${coach}/availability`)).body;
  const week = (ranges ?? items).map(({ weekday, startMinute, endMinute, types }) => ({ weekday, startMinute, endMinute, types })).filter(range => range.weekday !== 7);
  week.push({ weekday: 7, startMinute: 0, endMinute: 1440, types: ['COURS_ONLINE'] });
  const answer = await api(server.base, office, 'PUT', `/api/coaches/${coach}/availability`, { ranges: week });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const day = iso(start).slice(0, 10);
  const closures = (await api(server.base, office, 'GET', `/api/closures?from=${day}&to=${day}`)).body.items;
  for (const closure of closures.filter(c => !c.bookable)) await api(server.base, office, 'DELETE', `/api/closures/${closure.id}`);
}

/** The invitation of the mail that `wanted` accepts. */
async function invitation(id, method) {
  const part = mail => [...mail.matchAll(/Content-Type: text\/calendar;[^\n]*(?:\n[ \t][^\n]*)*[\s\S]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/g)].map(m => Buffer.from(m[1], 'base64').toString('utf8'))[0] ?? '';
  const wanted = mail => { const text = part(mail).replaceAll('\r\n ', ''); return text.includes(`UID:${id}@nexusreussite`) && text.includes(`METHOD:${method}`) && text.includes(`mailto:${ABROAD}`); };
  const mail = await waitForMail(server, wanted);
  assert.match(mail, new RegExp(`method="?${method}"?`));
  assert.match(mail, /filename="?invite\.ics"?/);
  return parse(part(mail));
}

test('a session on the day when the clocks change, and what mails say of it until it is cancelled', { timeout: 90_000 }, async () => {
  const sunday = nextChange();
  const coach = (await api(server.base, office, 'GET', '/api/coaches')).body.items.find(c => c.pseudonym === 'Kairos').id;
  await openSunday(coach, sunday);
  assert.equal((await api(server.base, office, 'POST', '/api/credits/adjust', { studentId: pupil, amount: 3, reason: 'Changement d’heure' })).status, 201);
  const made = [];
  // 01:00 UTC is the change: 02:00 in Paris becomes 03:00.
  for (const [hour, local] of [[0, '01:00:00'], [1, '03:00:00'], [13, '15:00:00']]) {
    const answer = await api(server.base, office, 'POST', '/api/sessions/book', { studentId: pupil, coachId: coach, subject: 'SES', type: 'COURS_ONLINE', scheduledAt: iso(sunday + hour * HOUR) });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    made.push({ id: answer.body.session.id, at: sunday + hour * HOUR, local: `${iso(sunday).slice(0, 10)}T${local}` });
  }
  const { calendar } = await feed(parent);
  assert.equal(calendar.getFirstSubcomponent('vtimezone').getFirstPropertyValue('tzid'), 'Europe/Paris');
  for (const { id, at, local } of made) {
    const event = eventOf(calendar, id);
    assert.equal(event.getFirstProperty('dtstart').getFirstParameter('tzid'), 'Europe/Paris');
    assert.equal(localOf(event), local);
    assert.equal(startOf(event), at);
  }
  const { id, at, local } = made[2];
  const request = await invitation(id, 'REQUEST'), invited = eventOf(request, id);
  assert.equal(localOf(invited), local);
  assert.equal(startOf(invited), at);
  assert.match(invited.getFirstPropertyValue('description'), new RegExp(`/seances/${id}/rejoindre`));

  assert.equal((await api(server.base, office, 'POST', '/api/sessions/cancel', { sessionId: id })).status, 200);
  const cancelled = eventOf(await invitation(id, 'CANCEL'), id), shown = eventOf((await feed(parent)).calendar, id);
  assert.ok(cancelled.getFirstPropertyValue('sequence') > invited.getFirstPropertyValue('sequence'));
  assert.equal(shown.getFirstPropertyValue('status'), 'CANCELLED');
  assert.equal(shown.getFirstPropertyValue('sequence'), cancelled.getFirstPropertyValue('sequence'));
});

test('an unchanged calendar is not sent again', async () => {
  const { url, etag } = await feed(parent);
  const answer = await fetch(url, { headers: { 'If-None-Match': etag } });
  assert.equal(answer.status, 304);
});

async function signedIn(options, language, body) {
  const context = await newContext(browser, server.base, { reducedMotion: 'reduce', ...options }), page = await context.newPage();
  try {
    await context.addCookies([{ name: 'nexus_language', value: language, url: server.base }]);
    await page.goto(`${server.base}/connexion`);
    await page.locator('input[name=email]').fill(ABROAD);
    await page.locator('input[name=password]').fill(DEMO_PASSWORD);
    await page.locator('main form button').first().click();
    await page.waitForURL('**/parent');
    await body(page, context);
    assert.deepEqual(context.problems, []);
  } finally { await context.close(); }
}

test('a family finds its address and makes a new one, without a script', { timeout: 60_000 }, () => signedIn({ javaScriptEnabled: false, viewport: { width: 320, height: 800 } }, 'en', async page => {
  const section = page.getByRole('region', { name: 'My calendar' });
  const subscribe = await section.getByRole('link', { name: 'Add to my calendar' }).getAttribute('href');
  assert.ok(subscribe.startsWith('webcal://'));
  await section.locator('summary').click();
  const old = await section.locator('#calendar-url').textContent();
  assert.equal(old.replace(/^https?/, 'webcal'), subscribe);
  assert.equal((await fetch(old)).status, 200);
  assert.equal(await section.getByRole('button', { name: /Copy/ }).count(), 0, 'nothing to press that does nothing');

  await section.getByRole('button', { name: 'Make a new address' }).click();
  await page.waitForURL('**/parent?calendrier=1#calendrier');
  assert.match(await section.getByRole('status').first().textContent(), /The address is new/);
  const fresh = await section.locator('#calendar-url').textContent();
  assert.notEqual(fresh, old);
  assert.equal((await fetch(old)).status, 404);
  assert.equal((await fetch(fresh)).status, 200);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
}));

for (const [language, colorScheme] of [['fr', 'light'], ['en', 'dark']])
  test(`the section is read by everybody: ${language}, ${colorScheme}`, { timeout: 60_000 }, () => signedIn({ colorScheme, permissions: ['clipboard-read', 'clipboard-write'] }, language, async page => {
    const section = page.locator('section[aria-labelledby=calendrier]');
    await section.locator('summary').click();
    assert.deepEqual(await axe(page), []);
    await section.locator('button[data-copy]').click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await section.locator('#calendar-url').getAttribute('data-value'));
    assert.match(await page.locator('#copied').textContent(), language === 'fr' ? /Adresse.*Copié/ : /Address.*Copied/);
  }));

test('the way to the room says when it opens', { timeout: 60_000 }, () => signedIn({ javaScriptEnabled: false }, 'fr', async page => {
  const session = (await sessions(parent)).find(s => s.status === 'SCHEDULED' && s.type === 'COURS_ONLINE' && new Date(s.scheduledAt) > Date.now() + HOUR);
  const answer = await page.goto(`${server.base}/seances/${session.id}/rejoindre`);
  assert.equal(answer.status(), 200);
  assert.match(await page.locator('main').innerText(), /La salle ouvre 15\u00a0minutes avant le début/);
  assert.equal(await page.locator('a[href*="meet."]').count(), 0);
}));
