import { chromium } from '@playwright/test'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
const [,, what = 'timeline'] = process.argv
const url = 'http://127.0.0.1:8471'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const page = await context.newPage()
page.on('console', (m) => { if (m.type() === 'error' || m.type()==='warning') console.log('console', m.text().slice(0, 300)) })
page.on('pageerror', (e) => console.log('pageerror', e.message))
const setup = /setup#(\S+)/.exec(readFileSync('/tmp/charts/server.log', 'utf8'))![1]
const person = { email: 'o@example.com', password: 'correct horse battery', name: 'Olga' }
await fetch(url + '/api/v1/sign-up', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...person, setup }) })
const csrf = (await (await context.request.get(url + '/api/auth/csrf')).json()).csrfToken
const r = await context.request.post(url + '/api/auth/callback/credentials', { form: { csrfToken: csrf, email: person.email, password: person.password, json: 'true' }, headers: { origin: url } })
console.log('sign-in', r.status())
const env = { ...process.env, AGENT_LOGGER_DATA_DIR: '/tmp/charts/data', HOME: '/tmp/charts/data', NODE_ENV: 'production' } as any
const token = execFileSync('node', ['scripts/agent-logger.mjs', 'token', 'create', '--email', person.email, '--name', 'p' + Date.now()], { env, encoding: 'utf8' }).trim()
if (!existsSync('/tmp/charts/cli/package/cli.mjs')) { execFileSync('mkdir', ['-p', '/tmp/charts/cli']); execFileSync('tar', ['xzf', 'dist/sdk/agent-logger.tgz', '-C', '/tmp/charts/cli']) }
const pipe = spawn('node', ['/tmp/charts/cli/package/cli.mjs', 'pipe', '--server', url, '--token', token, '--name', 'Checkout api'], { env: { PATH: process.env.PATH, HOME: '/tmp/charts/data' } })
let err = ''
pipe.stderr.on('data', (d) => { err += d })
pipe.stdout.on('data', () => {})
while (!/^session (\w+)/m.test(err)) await new Promise((r) => setTimeout(r, 100))
const session = /^session (\w+)/m.exec(err)![1]
const start = Date.now() - 3_600_000
const rnd = (() => { let s = 7; return () => (s = (s * 48271) % 2147483647) / 2147483647 })()
let out = ''
const users = ['ann', 'bob', 'eve', 'joe', 'kim']
for (let i = 0; i < 6000; i++) {
  const t = start + i * 600 + Math.floor(rnd() * 400)
  const burst = i > 3000 && i < 3400
  const x = rnd()
  const level = burst && x < 0.3 ? 'error' : x < 0.005 ? 'error' : x < 0.05 ? 'warn' : x < 0.3 ? 'debug' : 'info'
  const bodies: Record<string, string[]> = { error: [`Payment ${i} failed: card declined after ${i % 300}ms`, `Cannot reach db-${i % 9}: timeout`], warn: [`Slow query took ${i % 900}ms`, 'Cart has no currency'], debug: [`cache miss for key item:${i}`], info: [`GET /cart/${i}/items 200 in ${i % 90}ms`, `User ${users[i % 5]} logged in from 10.0.${i % 255}.${i % 99}`, `Order ${i} placed by ${users[i % 5]}`] }
  const b = bodies[level]![Math.floor(rnd() * bodies[level]!.length)]
  if (level === 'info' && x > 0.6 && x < 0.601) continue
  out += JSON.stringify({ time: new Date(i === 5990 ? 0 : t).toISOString(), level: i === 4000 ? 'fatal' : level, msg: b }) + '\n'
}
pipe.stdin.write(out)
await page.goto(`${url}/dashboard/sessions/${session}`)
await page.getByRole('log').getByRole('option').first().waitFor()
await page.waitForTimeout(2500)
globalThis.S = { page, context, url, pipe, session }
const shot = async (name: string) => { await page.screenshot({ path: `/tmp/charts/shots/${name}.png` }); console.log('shot', name) }
const mod = await import(`/root/wt/charts/.look-${what}.mts`)
await mod.default({ page, context, url, pipe, session, shot })
pipe.stdin.end()
await browser.close()
process.exit(0)
