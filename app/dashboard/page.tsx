/** The team's devices, or the first steps while there are none. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { refusalsSeenBy } from '#app/api/v1/diagnosis/refusals-seen-by.ts'
import { pairingSeenBy } from '#app/api/v1/pairing/pairing-seen-by.ts'
import { publicConfig } from '#lib/config/public-config.ts'
import { listDevices } from '#lib/db/devices.ts'
import { ConnectButton } from './_parts/connect-button.tsx'
import { DemoStart } from './_parts/demo-start.tsx'
import { DeviceList } from './_parts/device-list.tsx'
import { FirstSteps } from './_parts/first-steps.tsx'
import { loadTeam } from './_parts/load-team.ts'
import { PageBody } from './_parts/page-body.tsx'
import { PairButton } from './_parts/pair-button.tsx'
import { RefusalList } from './_parts/refusal-list.tsx'
import { WaitingDevices } from './_parts/waiting-devices.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('devices'))('title') }
}

export default async function DevicesPage() {
  const { team, may } = await loadTeam('/dashboard')
  const t = await getTranslations('devices')
  const devices = await listDevices(team.id)
  const mayPair = may('devices.pair') && publicConfig().isPairingOn
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
              {mayPair && <PairButton />}
              <ConnectButton label={t('connect')} />
            </>
          )
        }
      />
      {mayPair && <WaitingDevices initial={pairingSeenBy(await headers())} />}
      {may('tokens.read') && <RefusalList refusals={refusalsSeenBy(team.id, null)} />}
      {devices.length > 0 ? (
        <DeviceList devices={devices} />
      ) : (
        <FirstSteps mayConnect={may('tokens.create')} mayPair={mayPair} />
      )}
    </PageBody>
  )
}
