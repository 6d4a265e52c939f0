'use client'

/** The live page for team members: opened with a ticket, with sharing, and with a link to the newer session if the device restarts. */
import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Action } from '#app/_actions/action-registry.ts'
import { useActions } from '#app/_actions/use-actions.ts'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { ticketHello } from '#app/_live/ticket-hello.ts'
import { useLiveSnapshot, useLiveViewer } from '#app/_live/use-live-viewer.ts'
import { Button } from '#app/_ui/button.tsx'
import { Columns2, Combine, MonitorSmartphone, Share2 } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { MenuLink } from '#app/_ui/menu-link.tsx'
import { lazyPart, onDemand } from '#app/_ui/on-demand.ts'
import { useTeamValue } from '#app/dashboard/_parts/team-channel-provider.tsx'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import { PANES_MAX, shownSessionsHref } from './shown-sessions.ts'

const MEMBER = { link: null }
// How the session may end, also while the server is away.
const AccessEnded = lazyPart(async () => (await import('#app/_live/access-ended.tsx')).AccessEnded, null, true)
const SessionSummary = lazyPart(async () => (await import('#app/_live/session-summary.tsx')).SessionSummary, null, true)
const shareDialog = onDemand(() => import('#app/_live/share-dialog.tsx').then((module) => module.ShareDialog))

const compareWindow = onDemand(() => import('./compare-window.tsx').then((module) => module.default))
const SplitLive = lazyPart(() => import('#app/_live/split/split-live.tsx').then((module) => module.SplitLive))

export interface MemberLiveProps {
  sessionId: string
  /** Further sessions, in the same time line or side by side. */
  alsoIds: readonly string[]
  isSplit: boolean
  teamId: string
  device: { id: string; name: string }
  startedAtMs: number
  mayShare: boolean
  /** Whether the person may save views for the team. */
  mayShareViews: boolean
  /** Origin for links if the operator has set it, or null to use the one in the address bar. */
  serverUrl: string | null
}

export function MemberLive(props: MemberLiveProps) {
  const router = useRouter()
  const { sessionId, alsoIds, isSplit } = props
  if (!isSplit || alsoIds.length === 0) return <OneList {...props} />
  const ids = [sessionId, ...alsoIds].slice(0, PANES_MAX)
  return (
    <LiveFrame>
      <SplitLive
        sessionIds={ids}
        backHref="/dashboard/sessions"
        onMerge={() => router.push(shownSessionsHref([sessionId, ...alsoIds]))}
        onClose={(closed) =>
          router.push(
            shownSessionsHref(
              ids.filter((id) => id !== closed),
              true,
            ),
          )
        }
      />
    </LiveFrame>
  )
}

function OneList(props: MemberLiveProps) {
  const { sessionId, alsoIds, device } = props
  const target = useMemo(() => ({ session: sessionId }), [sessionId])
  const alsoText = alsoIds.join()
  const also = useMemo(() => (alsoText ? alsoText.split(',').map((session) => ({ session })) : []), [alsoText])
  const live = useLiveViewer(ticketHello, target, also)
  return <LiveFrame>{live ? <Opened {...props} live={live} /> : <LiveSkeleton name={device.name} />}</LiveFrame>
}

function Opened({
  live,
  sessionId,
  alsoIds,
  teamId,
  device,
  startedAtMs,
  mayShare,
  mayShareViews,
  serverUrl,
}: MemberLiveProps & { live: LiveSource }) {
  const t = useTranslations('live')
  const { refusal } = useLiveSnapshot(live)
  const { newer, others } = useOtherRuns(sessionId, device.id, startedAtMs)
  const tEngine = useTranslations('live.engine')
  const tSplit = useTranslations('live.split')
  const runs = new URLSearchParams(others.map((id) => ['session', id]))
  const [isSharing, setSharing] = useState(false)
  const ShareDialog = shareDialog.use(isSharing)
  const [selected, setSelected] = useState<LogPlace | null>(null)
  const router = useRouter()
  const [isComparing, setComparing] = useState(false)
  const CompareWindow = compareWindow.use(isComparing)
  const shownIds = [sessionId, ...alsoIds]
  const acts: Action[] = [
    { id: 'compare', group: 'page', label: tSplit('compare'), icon: Columns2, run: () => setComparing(true) },
  ]
  if (mayShare) acts.push({ id: 'share', group: 'page', label: t('share'), icon: Share2, run: () => setSharing(true) })
  useActions(acts)
  if (refusal) return <AccessEnded error={refusal} />
  return (
    <>
      <LivePage
        live={live}
        fallbackName={device.name}
        backHref="/dashboard/sessions"
        newerHref={alsoIds.length === 0 && newer ? `/dashboard/sessions/${newer}` : null}
        others={
          others.length === 0 || alsoIds.length > 0
            ? null
            : { count: others.length, href: `/dashboard/devices/${device.id}` }
        }
        keep={MEMBER}
        views={{ teamId, mayShare: mayShareViews }}
        onSelected={setSelected}
        summary={(session) => (
          <SessionSummary
            session={session}
            deviceHref={`/dashboard/devices/${device.id}`}
            newerHref={newer && `/dashboard/sessions/${newer}`}
          />
        )}
        actions={
          mayShare && (
            <Button
              variant="secondary"
              onClick={() => setSharing(true)}
              onPointerEnter={shareDialog.preload}
              title={t('share')}
              className="max-sm:px-2"
            >
              <Share2 aria-hidden className="size-4" />
              <span className="max-sm:sr-only">{t('share')}</span>
            </Button>
          )
        }
        menu={
          <>
            {alsoIds.length > 0 && shownIds.length <= PANES_MAX && (
              <MenuItem icon={Columns2} onSelect={() => router.push(shownSessionsHref(shownIds, true))}>
                {tSplit('split')}
              </MenuItem>
            )}
            <MenuItem icon={Columns2} onSelect={() => setComparing(true)}>
              {tSplit('compare')}
            </MenuItem>
            {others.length > 0 && alsoIds.length === 0 && (
              <MenuLink icon={Combine} href={`/dashboard/sessions/${sessionId}?${runs}`}>
                {tEngine('mergeRuns')}
              </MenuLink>
            )}
            <MenuLink icon={MonitorSmartphone} href={`/dashboard/devices/${device.id}`}>
              {t('openDevice')}
            </MenuLink>
          </>
        }
      />
      {isComparing && CompareWindow && (
        <CompareWindow
          shownIds={shownIds}
          onShow={(ids, isSplit) => {
            setComparing(false)
            router.push(shownSessionsHref(ids, isSplit))
          }}
          onClose={() => setComparing(false)}
        />
      )}
      {mayShare && ShareDialog && (
        <ShareDialog
          teamId={teamId}
          sessionId={sessionId}
          deviceId={device.id}
          deviceName={device.name}
          serverUrl={serverUrl}
          place={selected}
          isOpen={isSharing}
          onOpenChange={setSharing}
        />
      )}
    </>
  )
}

/** Other live sessions of the same device: one that began later, or null; and all of them. */
function useOtherRuns(sessionId: string, deviceId: string, startedAtMs: number) {
  // As a text, which stays the same while others only count records: with each new value the whole page is rendered.
  const runs = useTeamValue(({ sessions }) => {
    const others = sessions.filter((session) => session.deviceId === deviceId && session.session !== sessionId)
    const newer = others.find((session) => session.startedAtMs > startedAtMs)
    return JSON.stringify({ newer: newer?.session ?? null, others: others.map((session) => session.session) })
  })
  return useMemo(() => JSON.parse(runs) as { newer: string | null; others: string[] }, [runs])
}
