/** Teams as stories: an invite leads into the team, a removed member loses what they created, and the audit log tells of it. */
import type { BrowserContext, Page, Request } from '@playwright/test'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { expect, test } from './fixtures.ts'

/** Creates an invite link in the interface. Returns its path and fragment. */
async function invite(page: Page): Promise<string> {
  await page.goto('/dashboard/team')
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create invite link' }).click()
  const url = await dialog.getByRole('code').innerText()
  await dialog.getByRole('button', { name: 'Done' }).click()
  // The server calls itself localhost; cookies of one name of the machine are not sent to the other.
  return url.trim().replace(/^http:\/\/[^/]+/, '')
}

/** Everything that a browser sends, except the bodies that are there to carry the secret. */
function recordRequests(context: BrowserContext): Promise<string>[] {
  const sent: Promise<string>[] = []
  const mayCarry = /\/api\/v1\/(team\/invites\/preview|team\/join|sign-up)$/
  context.on('request', (request: Request) => {
    const body = mayCarry.test(new URL(request.url()).pathname) ? '' : (request.postData() ?? '')
    // A page that closes takes the cookies of its last requests along.
    const headers = request.allHeaders().catch(() => request.headers())
    sent.push(headers.then((all) => `${request.url()} ${JSON.stringify(all)} ${body}`))
  })
  return sent
}

async function expectNoTrace(
  secret: string,
  context: BrowserContext,
  page: Page,
  sent: Promise<string>[],
  output: string,
) {
  expect(sent.length).toBeGreaterThan(5)
  expect((await Promise.all(sent)).filter((request) => request.includes(secret))).toEqual([])
  expect(JSON.stringify(await context.cookies())).not.toContain(secret)
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(secret)
  expect(output).not.toContain(secret)
}

/** Calls the API as the page's person; a page of ours sends the right origin. */
async function callAs<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(path as string, {
        method: method as string,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return text === '' ? null : JSON.parse(text)
    },
    [method, path, body] as const,
  ) as Promise<T>
}

test('an invite names the team and who invites, leads new and known people into it, and its secret stays in the address', async ({
  browser,
  page,
  signUp,
  server,
}) => {
  await signUp(page, 'Ada Lovelace')
  const link = await invite(page)
  const secret = link.split('#')[1] ?? ''
  await expect(page.getByRole('list', { name: 'Open invites' }).getByRole('listitem')).toHaveCount(1)

  const newcomer = await browser.newContext()
  const sent = recordRequests(newcomer)
  const guest = await newcomer.newPage()
  await test.step('a new person creates an account and is in that team, and in no other', async () => {
    await guest.goto(link)
    await expect(guest.getByRole('heading', { name: "Join Ada Lovelace's team" })).toBeVisible()
    await expect(guest.getByText('Ada Lovelace invited you to this team. Your role: Member.')).toBeVisible()
    await guest.getByLabel('Name').fill('Grace Hopper')
    await guest.getByLabel('Email').fill('grace@example.com')
    await guest.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await guest.getByRole('button', { name: 'Create account and join' }).click()
    await guest.waitForURL(/\/dashboard$/)
    await guest.goto('/dashboard/team')
    await expect(guest.getByRole('heading', { level: 1, name: "Ada Lovelace's team" })).toBeVisible()
    await expect(guest.getByRole('button', { name: /Switch team/ })).toHaveCount(0)
    await expectNoTrace(secret, newcomer, guest, sent, server.output())
  })
  await newcomer.close()

  await test.step('a person who has an account signs in on the way, and lands in that team', async () => {
    const context = await browser.newContext()
    const known = await context.newPage()
    const person = await signUp(known, 'Linus')
    await context.clearCookies()
    const next = await invite(page)
    const nextSecret = next.split('#')[1] ?? ''
    const sent = recordRequests(context)
    await known.goto(next)
    await known.getByRole('link', { name: 'Sign in' }).click()
    await known.waitForURL(/\/sign-in/)
    await known.getByLabel('Email').fill(person.email)
    await known.getByLabel('Password', { exact: true }).fill(person.password)
    await known.getByRole('button', { name: 'Sign in' }).click()
    await expect(known.getByText('You’re signed in as Linus.')).toBeVisible()
    await known.getByRole('button', { name: 'Join the team' }).click()
    await known.waitForURL(/\/dashboard$/)
    await expect(known.getByRole('button', { name: "Switch team: Ada Lovelace's team" })).toBeVisible()
    await expectNoTrace(nextSecret, context, known, sent, server.output())
    await context.close()
  })

  await test.step('an open invite can be withdrawn', async () => {
    const last = await invite(page)
    const invites = page.getByRole('list', { name: 'Open invites' })
    await invites.getByRole('button', { name: /Withdraw/ }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
    await expect(invites).toHaveCount(0)
    const context = await browser.newContext()
    const late = await context.newPage()
    await late.goto(last)
    await expect(late.getByRole('alert').filter({ hasText: /invite/i })).toBeVisible()
    await context.close()
  })
})

test('a removed member loses the page they watch, their share link ends, and the audit log says so', async ({
  browser,
  page,
  signUp,
  devicePage,
}) => {
  await signUp(page, 'Ada Lovelace')
  const { token } = await callAs<{ token: string }>(page, 'POST', '/api/v1/tokens', { name: 'Shop', kind: 'device' })
  const link = await invite(page)
  const memberContext = await browser.newContext()
  const member = await memberContext.newPage()
  await member.goto(link)
  await member.getByLabel('Name').fill('Evan Member')
  await member.getByLabel('Email').fill('evan@example.com')
  await member.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await member.getByRole('button', { name: 'Create account and join' }).click()
  await member.waitForURL(/\/dashboard$/)

  const shop = await devicePage(browser, token, `console.log('hello from the shop')`)
  await expect(member.getByRole('link', { name: /Shop page/ }).first()).toBeVisible()
  const { devices } = await callAs<{ devices: { id: string; liveSessionId: string }[] }>(
    member,
    'GET',
    '/api/v1/devices',
  )
  const secret = createLinkSecret()
  const made = await callAs<{ id: string }>(member, 'POST', '/api/v1/links', {
    deviceId: devices[0]?.id,
    authHash: hashLinkKey(deriveLinkKey(secret)),
  })
  await member.goto(`/dashboard/sessions/${devices[0]?.liveSessionId}`)
  await expect(member.getByRole('log').getByText('hello from the shop')).toBeVisible()
  const guestContext = await browser.newContext()
  const guest = await guestContext.newPage()
  await guest.goto(`/s/${made.id}#${secret}`)
  await expect(guest.getByRole('log').getByText('hello from the shop')).toBeVisible()

  await test.step('the owner sees what they created, and removes it with them', async () => {
    await page.goto('/dashboard/team')
    await page.getByRole('button', { name: 'Remove: Evan Member' }).click()
    const dialog = page.getByRole('alertdialog', { name: 'Remove Evan Member from the team?' })
    await expect(dialog.getByRole('checkbox', { name: 'Revoke 1 share link they created' })).toBeChecked()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await expect(guest.getByText(/revoked/i).first()).toBeVisible()
    await expect(member.getByRole('log')).toHaveCount(0)
    await shop.evaluate(`console.info('after the cut')`)
    await expect(member.getByText('after the cut')).toHaveCount(0)
  })
  await memberContext.close()
  await guestContext.close()

  await test.step('the audit log names the act, filters it, and comes as a file', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click()
    const events = page.getByRole('list', { name: 'Audit log' })
    await expect(events.getByText('Removed evan@example.com from the team')).toBeVisible()
    await expect(events.getByText('Created token Shop')).toBeVisible()
    await page.getByRole('combobox', { name: 'Kind of event' }).click()
    await page.getByRole('option', { name: 'Members and invites' }).click()
    await expect(events.getByText('Created token Shop')).toHaveCount(0)
    await page.getByRole('searchbox', { name: 'Search name or address' }).fill('evan')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/text=evan/)
    await expect(events.getByText('Created an invite')).toHaveCount(0)
    await expect(events.getByText('links revoked: 1')).toBeVisible()
    const waiting = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export CSV' }).click()
    const file = await (await waiting).createReadStream()
    let text = ''
    for await (const chunk of file) text += chunk
    expect(text).toMatch(/^time,action,/)
    expect(text).toContain('member.removed')
    expect(text).not.toContain('token.created')
  })
})
