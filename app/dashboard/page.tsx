/** The team's devices, or the first steps while there are none. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { listDevices } from '#lib/db/devices.ts'
import { ConnectButton } from './_parts/connect-button.tsx'
import { DemoStart } from './_parts/demo-start.tsx'
import { DeviceList } from './_parts/device-list.tsx'
import { FirstSteps } from './_parts/first-steps.tsx'
import { loadTeam } from './_parts/load-team.ts'
import { PageBody } from './_parts/page-body.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('devices'))('title') }
}

export default async function DevicesPage() {
  const { team, may } = await loadTeam('/dashboard')
  const t = await getTranslations('devices')
  const devices = await listDevices(team.id)
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          devices.length > 0 &&
          may('tokens.create') && (
            <>
              <DemoStart />
              <ConnectButton label={t('connect')} />
            </>
          )
        }
      />
      {devices.length > 0 ? <DeviceList devices={devices} /> : <FirstSteps mayConnect={may('tokens.create')} />}
    </PageBody>
  )
}
