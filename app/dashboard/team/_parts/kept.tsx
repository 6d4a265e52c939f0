/** How long the server keeps the team's past sessions and unseen devices. Facts; the operator sets them. */
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { config } from '#lib/server/config/env.ts'

const DAY_MS = 24 * 3600_000

export async function Kept() {
  const t = await getTranslations('team')
  const { sessionsMs, sessionsPerTeam, devicesMs, ephemeralDevicesMs } = config().retention
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('kept')}</h2>
      <ul className="flex max-w-prose list-disc flex-col gap-1 text-pretty pl-5 text-ink-muted text-sm">
        <li>{t('keptSessions', { days: sessionsMs / DAY_MS, count: sessionsPerTeam })}</li>
        <li>{t('keptDevices', { days: devicesMs / DAY_MS })}</li>
        <li>{t('keptEphemeral', { days: ephemeralDevicesMs / DAY_MS })}</li>
      </ul>
    </section>
  )
}
