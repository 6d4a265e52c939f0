/** Axe finds nothing on any page; the longer suite looks at the other theme and the other language too. */
import { startAgentLogger } from '#lib/sdk/index.ts'
import { axeFindings } from '#tests/support/axe.ts'
import { PUBLIC_PAGES, SIGNED_IN_PAGES } from './all-pages.ts'
import { expect, test } from './fixtures.ts'
import { signIn } from './sign-in.ts'

test.use({ viewport: { width: 1280, height: 900 } })

const LOOKS = [
  ['light', 'en-US'],
  ['dark', 'ru-RU'],
] as const

for (const [colorScheme, locale] of process.env.LONG ? LOOKS : LOOKS.slice(0, 1)) {
  test.describe(`${colorScheme}, ${locale}`, () => {
    test.use({ colorScheme, locale })

    test('axe finds nothing on any page', async ({ page, owner, server }) => {
      // Some twenty pages, each drawn and looked through.
      test.setTimeout(400_000)
      const token = server.cli(['token', 'create', '--email', owner.email, '--name', 'axe']).trim()
      const device = startAgentLogger({
        server: server.url,
        token,
        name: 'A device with a rather long name that does not fit into a row',
        installationId: `axe-${colorScheme}`,
        warn: () => {},
      })
      for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const)
        device.log({ level, body: `a record of level ${level}`, attributes: { user: { id: 42 } }, scope: 'shop.cart' })
      await device.flush()

      const found: Record<string, string[]> = {}
      const look = async (path: string, what = path) => {
        await page.goto(path)
        await page.getByRole('heading').or(page.getByRole('main')).first().waitFor()
        const findings = await axeFindings(page)
        if (findings.length > 0) found[what] = findings
      }
      for (const path of PUBLIC_PAGES) await look(path)
      await signIn(page, owner)
      for (const path of SIGNED_IN_PAGES) await look(path)
      await page.goto('/dashboard')
      const deviceHref = await page.locator('a[href^="/dashboard/devices/"]').first().getAttribute('href')
      await look(deviceHref ?? '')

      const live = `/dashboard/sessions/${device.session}`
      await page.goto(live)
      const log = page.getByRole('log')
      await log.getByText('a record of level fatal').click()
      await page.getByRole('complementary').first().waitFor()
      const detail = await axeFindings(page)
      if (detail.length > 0) found['live, with a detail'] = detail
      await page.getByRole('combobox').fill('level:error (')
      const lookAgain = async (what: string, within?: string) => {
        const findings = await axeFindings(page, within)
        if (findings.length > 0) found[what] = findings
      }
      await lookAgain('live, with a wrong filter')
      await page.getByRole('combobox').fill('level:>=warn')
      await expect(log.getByText('a record of level info')).toBeHidden()
      await lookAgain('live, with levels chosen')
      const menu = page.locator('header').getByRole('button').last()
      await menu.click()
      await page.getByRole('menu').waitFor()
      // An open menu hides the rest of the page from screen readers until it closes, with what has the focus there.
      await lookAgain('live, with its menu', '[role=menu]')
      await page.keyboard.press('Escape')
      await menu.press('Control+k')
      const search = page.getByRole('dialog').getByRole('combobox')
      await search.waitFor()
      await lookAgain('palette')
      await search.fill('nothing is called so')
      await lookAgain('palette, nothing found')
      await page.keyboard.press('Escape')
      await page.getByRole('listbox').press('?')
      await page.getByRole('dialog').waitFor()
      await lookAgain('list of keys')
      expect(found).toEqual({})
      await device.close()
    })
  })
}
