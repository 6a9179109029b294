// SPDX-License-Identifier: GPL-3.0-or-later
// The built nexus-server, with a private PostgreSQL of its own, in a folder that goes away with it. NEXUS_SERVER says where it is.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const DEMO_PASSWORD = 'demo-reussite-2026';

const program = process.env.NEXUS_SERVER;
if (!program) throw new Error('NEXUS_SERVER must name the built nexus-server');

const run = (env, ...args) => {
  const result = spawnSync(program, args, { env, encoding: 'utf8', timeout: 120_000 });
  if (result.status !== 0) throw new Error(`nexus-server ${args.join(' ')}: ${result.status} ${result.stderr}${result.stdout}`);
};

/** Resolves once the server says which port it took. */
const listening = child => new Promise((resolve, reject) => {
  let log = '';
  const read = chunk => {
    log += chunk;
    const found = /listening on 127\.0\.0\.1 port (\d+)/.exec(log);
    if (found) resolve(Number(found[1]));
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.on('exit', (code, signal) => {
    console.error(`nexus-server ended with ${code ?? signal}; its last words:\n${log.slice(-4000)}`);
    reject(new Error(`nexus-server ended with ${code ?? signal}`));
  });
});

/** A centre with demo data: { base, mails(), stop() }. Services that `settings` does not set up are off. */
export async function startServer(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-web-'));
  chmodSync(folder, 0o755);
  const env = { ...process.env, DATA_DIR: folder, LISTEN: '127.0.0.1:0' };
  for (const name of ['DATABASE_URL', 'APP_URL', 'NEXTAUTH_URL', 'NEXT_PUBLIC_APP_URL', 'SMTP_HOST', 'KONNECT_API_KEY', 'WISE_IBAN', 'NEXT_PUBLIC_WISE_IBAN']) delete env[name];
  Object.assign(env, settings);

  try {
    run(env, 'migrate');
    run(env, 'seed', '--demo');
  } catch (fault) {
    rmSync(folder, { recursive: true, force: true });
    throw fault;
  }
  const child = spawn(program, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const base = `http://127.0.0.1:${await listening(child)}`;
  return {
    base,
    /** Every mail that was delivered to the Maildir, as text. */
    mails() {
      const inbox = join(folder, 'mail', 'new');
      return existsSync(inbox) ? readdirSync(inbox).map(name => readFileSync(join(inbox, name), 'utf8')) : [];
    },
    async stop() {
      child.removeAllListeners('exit');
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 8000).unref())]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for a mail that `wanted` accepts; the outbox is worked on every few seconds. */
export async function waitForMail(server, wanted, seconds = 30) {
  for (let i = 0; i < seconds * 4; i++) {
    const mail = server.mails().find(wanted);
    if (mail) return mail;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error('the mail did not come');
}

/** Quoted-printable and base64 parts of a mail as plain text: enough to find a link. */
export function mailText(mail) {
  const unfolded = mail.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  const base64 = [...mail.matchAll(/\r?\n\r?\n((?:[A-Za-z0-9+/=]{20,}\r?\n)+)/g)].map(m => Buffer.from(m[1], 'base64').toString('utf8'));
  return [unfolded, ...base64].join('\n');
}

/** What a program asks of the API as somebody of the office: { token } of a sign-in. */
export async function signInByApi(base, email, password = DEMO_PASSWORD) {
  const answer = await fetch(`${base}/api/auth/callback/credentials`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).token;
}

export async function api(base, token, method, path, body) {
  const answer = await fetch(base + path, { method, headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body: body ? JSON.stringify(body) : undefined });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}
