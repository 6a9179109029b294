// SPDX-License-Identifier: GPL-3.0-or-later
// Helpers for driving the pages in the distribution's Chromium, without JavaScript of ours and without a network.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Without scripts in the page a smooth scroll may never end for the driver.
export const launch = ({ args = [], ...options } = {}) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--disable-smooth-scrolling', ...args], ...options });

/** A fresh profile whose pages may only talk to `base` (and `elsewhere`); everything that goes
 *  wrong in a page is collected in `context.problems`. */
export async function newContext(browser, base, { elsewhere = null, ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Africa/Tunis', ...options });
  context.setDefaultTimeout(45000);
  context.problems = [];
  const note = (kind, text) => context.problems.push(`${kind}: ${text}`);
  await context.route(() => true, route => {
    const url = route.request().url();
    if (url.startsWith(base) || url.startsWith('data:') || (elsewhere && url.startsWith(elsewhere))) return route.continue();
    note('request to elsewhere', url);
    return route.abort();
  });
  context.on('page', page => {
    page.on('pageerror', e => note('script error', e.message));
    page.on('console', m => {
      // Chromium also logs every 4xx/5xx answer here; statuses are asserted on their own
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) note('console', m.text());
    });
    // leaving a page gives up what it was still fetching: that is no fault
    page.on('requestfailed', q => { if (q.failure()?.errorText !== 'net::ERR_ABORTED') note('failed', `${q.url()} ${q.failure()?.errorText}`); });
  });
  return context;
}

/** axe-core violations as short strings; [] means clean.  evaluate() works
 *  under a strict Content-Security-Policy, addScriptTag() does not. */
export async function axe(page, { tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: only = null, disable = [] } = {}) {
  await page.evaluate(axeSource);
  return page.evaluate(async ([tags, only, disable]) => {
    const rules = only ? {} : Object.fromEntries(disable.map(id => [id, { enabled: false }]));
    const result = await globalThis.axe.run(document, { runOnly: only ? { type: 'rule', values: only } : tags, rules, resultTypes: ['violations'] });
    return result.violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')} — ${n.failureSummary.split('\n').slice(1).join(' ').trim()}`));
  }, [tags, only, disable]);
}

/** Where Tab goes, as "role name" strings, until it comes back or max. */
export async function tabOrder(page, max = 100) {
  const seen = [];
  await page.evaluate(() => document.activeElement?.blur());
  for (let i = 0; i < max; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const r = e.getBoundingClientRect();
      return { text: `${e.tagName.toLowerCase()} ${(e.labels?.[0] ?? e).textContent.trim() || e.name || e.title}`, visible: r.width > 0 && r.height > 0, outline: [e, e.closest('.tile, .offer')].filter(Boolean).map(x => getComputedStyle(x).outlineStyle).find(o => o !== 'none') ?? 'none' };
    });
    if (here === null) break;
    seen.push(here);
  }
  return seen;
}

/** Page timings in ms, and sizes, as the browser saw them. */
export const timings = page => page.evaluate(async () => {
  const n = performance.getEntriesByType('navigation')[0];
  const lcp = await new Promise(done => {
    new PerformanceObserver(l => done(l.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
    setTimeout(() => done(null), 500);
  });
  return { ttfb: n.responseStart, domReady: n.domContentLoadedEventEnd, load: n.loadEventEnd, lcp, bytes: n.transferSize, elements: document.querySelectorAll('*').length };
});
