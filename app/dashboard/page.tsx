/** The team's devices, a page of them as the URL says, or the first steps while the team has no devices. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { pairingSeenBy } from '#app/_queries/pairing-seen-by.ts'
import { rejectionsSeenBy } from '#app/_queries/rejections-seen-by.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { listLabels } from '#lib/server/db/device-labels.ts'
import { listDevices, listPlatforms } from '#lib/server/db/device-lists.ts'
import { ConnectButton } from './_parts/connect-button.tsx'
import { DemoStart } from './_parts/demo-start.tsx'
import { DeviceControls } from './_parts/device-controls.tsx'
import { DeviceList } from './_parts/device-list.tsx'
import { deviceSearchParams, isNarrowed, oneOf, type PageQuery, readDeviceSearch } from './_parts/device-search.ts'
import { FirstSteps } from './_parts/first-steps.tsx'
import { liveSessionsOf, loadTeam } from './_parts/load-team.ts'
import { PageBody } from './_parts/page-body.tsx'
import { Pager } from './_parts/pager.tsx'
import { PairButton } from './_parts/pair-button.tsx'
import { RejectionList } from './_parts/rejection-list.tsx'
import { WaitingDevices } from './_parts/waiting-devices.tsx'
import { WatchLabel } from './_parts/watch-label.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('devices'))('title') }
}

export interface DevicesPageProps {
  searchParams: Promise<PageQuery>
}

export default async function DevicesPage({ searchParams }: DevicesPageProps) {
  const { user, team, may } = await loadTeam('/dashboard')
  const t = await getTranslations('devices')
  const query = await searchParams
  const search = readDeviceSearch(query)
  const cursor = oneOf(query, 'cursor')
  const { q, platform, label, isLive, sort } = search
  const [page, platforms, labels] = await Promise.all([
    listDevices({
      ...{ teamId: team.id, search: q, sort, isLive },
      ...(platform && { platform }),
      ...(label && { label }),
      ...(cursor && { cursor }),
    }),
    listPlatforms(team.id),
    listLabels(team.id),
  ])
  const hasDevices = page.devices.length > 0 || isNarrowed(search) || cursor !== ''
  const shown = new Set(page.devices.map(({ id }) => id))
  const mayPair = may('devices.pair') && publicConfig().isPairingOn
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          hasDevices &&
          may('tokens.create') && (
            <>
              <DemoStart />
              {mayPair && <PairButton />}
              <ConnectButton label={t('connect')} />
            </>
          )
        }
      />
      {mayPair && <WaitingDevices initial={await pairingSeenBy(await headers(), team.id, user.id)} />}
      {may('tokens.read') && <RejectionList rejections={rejectionsSeenBy(team.id, null)} />}
      {hasDevices ? (
        <WithWords names={['labels']}>
          <DeviceControls search={search} platforms={platforms} labels={labels} />
          {label && page.devices.length > 0 && <WatchLabel label={label} />}
          <DeviceList
            devices={page.devices.map(({ id, name, labels: own, platform, os, appName, appVersion, lastSeenAtMs }) => ({
              ...{ id, name, labels: own, platform, os, appName, appVersion, lastSeenAtMs },
            }))}
            live={liveSessionsOf(team.id)
              .filter(({ deviceId }) => shown.has(deviceId))
              .map(({ session, deviceId, liveness, startedAtMs }) => ({ session, deviceId, liveness, startedAtMs }))}
            query={q.trim()}
          />
          <Pager
            path="/dashboard"
            params={deviceSearchParams(search)}
            isFirst={cursor === ''}
            nextCursor={page.nextCursor}
            words={{ list: t('pages'), first: t('firstPage'), next: t('nextPage') }}
          />
        </WithWords>
      ) : (
        <FirstSteps mayConnect={may('tokens.create')} mayPair={mayPair} />
      )}
    </PageBody>
  )
}
