/** The viewers that are compared: where each one's page is, who feeds it, and how to work it. */
import type { TestServer } from '#tests/support/start-server.ts'
import type { Tab } from './chromium.ts'
import { installLogViewer, servePeer } from './peers/pages.ts'
import { type Feeder, startFeeder } from './start-feeder.ts'

export interface Arm {
  name: string
  /** Most records to feed: one that copies everything with each message would not come to an end with more. */
  recordsMax: number
  /** The peers need no server. */
  open(tab: Tab, server: TestServer | null): Promise<OpenArm>
}

export interface OpenArm {
  feeder: Feeder
  /** Records of the page that the feeder sent by itself. */
  extra: readonly string[]
  /** CSS selectors: of rows, of what scrolls, of the field for filters, of the number of records. */
  rows: string
  scroller: string
  filter: string
  status: string
  /** Rows that are empty until their record comes. */
  blank: string
  /** What the page can do with a text in the field: `find` shows hits among all records. */
  searches: readonly ('word' | 'without' | 'regex' | 'find')[]
  /** For `find`: gives its field the focus; its hits; and where their number is. */
  find: { open: (tab: Tab) => Promise<void>; hits: string; status: string } | null
  close(): void
}

const EMAIL = 'bench@example.com'
const PASSWORD = 'correct horse battery'
/** Modifier of a key event. */
const CTRL = 2

export const OURS: Arm = {
  name: 'Agent Logger',
  recordsMax: Number.POSITIVE_INFINITY,
  open: async (tab, server) => {
    if (!server) throw new Error('there is no server')
    const token = server.cli(['token', 'create', '--email', EMAIL, '--name', 'bench']).trim()
    const feeder = await startFeeder({ kind: 'device', server: server.url, token })
    await tab.goto(`${server.url}/sign-in`)
    await tab.evaluate(SIGN_IN)
    await tab.goto(`${server.url}/dashboard/sessions/${feeder.target}`)
    if (!(await tab.until(`document.querySelector('[role=log] [role=option]')`, 60_000)))
      throw new Error('the live page shows no record')
    return {
      feeder,
      extra: ['the first record'],
      rows: '[role=log] [role=option]',
      scroller: '[role=log]',
      filter: 'input[role=combobox]',
      status: 'section[aria-label=Status] > span',
      blank: '[role=log] [data-blank]',
      searches: ['word', 'without', 'regex', 'find'],
      find: {
        open: async () => {
          const key = { key: 'f', code: 'KeyF', modifiers: CTRL, windowsVirtualKeyCode: 70 }
          await tab.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
          await tab.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
          await tab.until(`document.activeElement?.closest('[data-find-bar]')`, 5_000)
        },
        hits: '[role=log] mark',
        status: '[data-find-bar] [role=status]',
      },
      close: () => feeder.stop(),
    }
  },
}

export const TANSTACK: Arm = {
  name: 'TanStack Virtual and React state',
  recordsMax: Number.POSITIVE_INFINITY,
  open: (tab) =>
    openPeer(tab, 'tanstack-list', {
      rows: '#list .row',
      scroller: '#list',
      filter: '#filter',
      status: '#status',
      searches: ['word', 'without', 'regex'],
      find: null,
    }),
}

export const LOGVIEWER: Arm = {
  name: 'react-logviewer',
  recordsMax: 100_000,
  open: (tab) =>
    openPeer(tab, 'react-logviewer', {
      rows: '.react-lazylog .log-line',
      scroller: '.react-lazylog',
      filter: '.react-lazylog-searchbar input',
      status: '.react-lazylog-searchbar-matches',
      searches: ['find'],
      find: {
        open: async (page) =>
          void (await page.evaluate(`document.querySelector('.react-lazylog-searchbar input').focus()`)),
        hits: '.react-lazylog-searchbar-matches.active',
        status: '.react-lazylog-searchbar-matches',
      },
    }),
}

/** The peer that is not a package of this project, or why it cannot be had. */
export function logViewer(): Arm | string {
  return installLogViewer() ?? LOGVIEWER
}

/** The owner of the server, whose account the page uses. */
export async function signUp(server: TestServer): Promise<void> {
  const setup = /setup#(\S+)/.exec(server.output())?.[1]
  const response = await fetch(`${server.url}/api/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD, name: 'Bench', setup }),
  })
  if (response.status !== 201) throw new Error(`signing up was answered with ${response.status}`)
}

const SIGN_IN = `(async () => {
  const { csrfToken } = await (await fetch('/api/auth/csrf')).json()
  const form = { csrfToken, email: '${EMAIL}', password: '${PASSWORD}', json: 'true' }
  const answer = await fetch('/api/auth/callback/credentials', { method: 'POST', body: new URLSearchParams(form) })
  if (!answer.ok) throw new Error('signing in was answered with ' + answer.status)
})()`

async function openPeer(
  tab: Tab,
  name: 'tanstack-list' | 'react-logviewer',
  parts: Omit<OpenArm, 'feeder' | 'extra' | 'blank' | 'close'>,
): Promise<OpenArm> {
  const page = await servePeer(name)
  const feeder = await startFeeder({ kind: 'sockets' })
  await tab.goto(`${page.url}/?${feeder.target}`)
  return {
    ...parts,
    feeder,
    extra: [],
    blank: '',
    close: () => {
      feeder.stop()
      page.close()
    },
  }
}
