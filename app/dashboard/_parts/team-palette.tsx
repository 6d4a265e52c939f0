'use client'

/** The palette of the dashboard: its acts, saved views where one can be opened, the team's devices and sessions, and help. */
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import Palette, { type PaletteSection } from '#app/_actions/palette.tsx'
import { currentViewOpener } from '#app/_actions/view-opener.ts'
import { call } from '#app/_api/call.ts'
import { Bookmark, BookOpen, MonitorSmartphone, ScrollText } from '#app/_ui/icons.ts'
import { HELP_TOPICS } from '#app/help/_topics/help-topic.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { useTeamChannel, useTeamId } from './team-channel-provider.tsx'
import { useTeamList } from './use-team-list.ts'

/** Most devices and past sessions that it knows; further ones are found on their pages. */
const PLACES_MAX = 100

interface DeviceList {
  devices: { id: string; name: string; platform: string; liveSessionId: string | null }[]
}

interface SessionList {
  sessions: { id: string; startedAtMs: number; endedAtMs: number | null; device: { id: string; name: string } }[]
}

export default function TeamPalette() {
  const t = useTranslations('actions')
  const format = useFormatter()
  const router = useRouter()
  const team = encodeURIComponent(useTeamId())
  const { sessions: live } = useTeamChannel()
  const [search, setSearch] = useState('')
  const devices = useTeamList<DeviceList>({
    path: `/api/v1/devices?team=${team}&limit=${PLACES_MAX}`,
    topic: 'devices',
  })
  const past = useTeamList<SessionList>({ path: `/api/v1/sessions?team=${team}`, topic: 'sessions' })
  const openView = currentViewOpener()
  const views = useViews(openView ? `/api/v1/views?team=${team}` : null)
  const when = (atMs: number) => format.dateTime(atMs, { dateStyle: 'medium', timeStyle: 'short' })
  const liveIds = new Set(live.map(({ session }) => session))
  const sections: PaletteSection[] = [
    {
      title: t('views'),
      icon: Bookmark,
      places: views.map(({ id, name, query }) => ({ id, label: visibleText(name), run: () => openView?.(query) })),
    },
    {
      title: t('devices'),
      icon: MonitorSmartphone,
      places: (devices.list?.devices ?? []).map(({ id, name, liveSessionId }) => ({
        id,
        label: visibleText(name),
        isLive: liveSessionId !== null,
        run: () => router.push(liveSessionId ? `/dashboard/sessions/${liveSessionId}` : `/dashboard/devices/${id}`),
      })),
    },
    {
      title: t('sessions'),
      icon: ScrollText,
      places: [
        ...live.slice(0, PLACES_MAX).map(({ session, device, startedAtMs }) => ({
          id: session,
          label: visibleText(device.name),
          detail: when(startedAtMs),
          isLive: true,
          run: () => router.push(`/dashboard/sessions/${session}`),
        })),
        // The live ones fill the list; past ones are for those who look for them.
        ...(search === '' ? [] : (past.list?.sessions ?? []))
          .filter(({ id }) => !liveIds.has(id))
          .map(({ id, device, startedAtMs }) => ({
            id,
            label: visibleText(device.name),
            detail: when(startedAtMs),
            run: () => router.push(`/dashboard/sessions/${id}`),
          })),
      ],
    },
    {
      title: t('help'),
      icon: BookOpen,
      places: HELP_TOPICS.map((id) => ({
        id: `help-${id}`,
        label: t(`topics.${id}`),
        // Beside the page, whose records exist nowhere else.
        run: () => window.open(`/help/${id}`, '_blank', 'noopener'),
      })),
    },
  ]
  return <Palette sections={sections} onSearch={setSearch} />
}

interface SavedView {
  id: string
  name: string
  query: string
}

/** The saved views, once they are there; none when `path` is null. */
function useViews(path: string | null): readonly SavedView[] {
  const [views, setViews] = useState<readonly SavedView[]>([])
  useEffect(() => {
    let isOver = false
    if (path)
      void call<{ views: SavedView[] }>('GET', path).then(
        (answer) => isOver || setViews(answer.views),
        // Without the server, the palette still finds acts.
        () => {},
      )
    return () => {
      isOver = true
    }
  }, [path])
  return views
}
