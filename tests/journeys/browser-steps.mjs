// SPDX-License-Identifier: GPL-3.0-or-later
// From the booking to the report: what a family does on the web.
import { follow, journey, pageOf, picture, signIn } from './people.mjs';

await follow({
  /** Three steps: subject, form and coach; day and hour; confirm. */
  async book({ day, hour }) {
    const page = await pageOf('pupil');
    await page.goto(`${journey.base}/reserver`);
    await page.getByLabel('Mathématiques', { exact: true }).check();
    await page.getByLabel('Cours en ligne').check();
    await page.getByLabel('Hélios').check();
    await picture(page, '6-book-choose');
    await page.getByRole('button', { name: 'Voir les créneaux libres' }).click();
    await page.getByRole('link', { name: new RegExp(day, 'i') }).first().click();
    await picture(page, '7-book-hours');
    await page.getByRole('link', { name: new RegExp(`^${hour}`) }).or(page.getByRole('button', { name: new RegExp(`^${hour}`) })).first().click();
    await picture(page, '8-book-confirm');
    const before = await page.locator('main').innerText();
    await page.getByRole('button', { name: /Réserver|Confirmer/ }).click();
    await page.waitForURL(url => url.pathname.startsWith('/reserver/fait/'));
    const at = Date.now();
    await picture(page, '9-booked');
    return { before, after: await page.locator('main').innerText(), status: await page.getByRole('status').innerText(), at, session: page.url().split('/').pop() };
  },

  async readReport({ email, password, session }) {
    const page = await pageOf('parent');
    await signIn(page, email, password);
    await page.goto(`${journey.base}/parent`);
    await page.locator(`a[href$="/rapports/${session}"], a[href*="/rapports/${session}?"]`).first().click();
    await picture(page, '12-report');
    return page.locator('main').innerText();
  },
});
