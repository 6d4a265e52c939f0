'use client'

/** The live page of a share link: read-only, without the dashboard, and with a clear message when the link has ended. */
import { useCallback, useEffect } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { ActionHost } from '#app/_actions/action-host.tsx'
import { useForgottenLink } from '#app/_live/keep/use-keep.ts'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { useLiveSnapshot, useLiveViewer } from '#app/_live/use-live-viewer.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { useFragment } from '#app/_ui/use-fragment.ts'
import { isId } from '#lib/protocol/ids.ts'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { readFragment } from '#lib/viewer/record-link.ts'
import { LinkEnded } from './link-ended.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'

/** 43 characters of base62, as createLinkSecret creates them. */
const SECRET_SHAPE = /^[0-9A-Za-z]{43}$/

export function LinkLive({ id }: { id: string }) {
  const t = useTranslations('link')
  const fragment = useFragment()
  const secret = fragment === null ? null : readFragment(fragment).secret
  const content = () => {
    if (secret === null) return <LiveSkeleton name={t('title')} />
    if (secret === '') return <LinkEnded reason="noSecret" />
    if (!SECRET_SHAPE.test(secret) || !isId(id)) return <LinkEnded reason="malformed" />
    return <WithSecret key={secret} id={id} secret={secret} />
  }
  return (
    <main className="flex h-dvh flex-col">
      <LiveFrame>{content()}</LiveFrame>
      <ActionHost />
    </main>
  )
}

function WithSecret({ id, secret }: { id: string; secret: string }) {
  const t = useTranslations('link')
  const hello = useCallback(
    async (): Promise<ViewerHello> => ({ version: PROTOCOL_VERSION, link: { id, key: deriveLinkKey(secret) } }),
    [id, secret],
  )
  const live = useLiveViewer(hello, null)
  return live ? <Opened live={live} id={id} /> : <LiveSkeleton name={t('title')} />
}

function Opened({ live, id }: { live: LiveSource; id: string }) {
  const t = useTranslations('link')
  const { refusal, expiresAtMs, session } = useLiveSnapshot(live)
  const format = useFormatter()
  useTitle(session && visibleText(session.device.name))
  useForgottenLink(id, refusal?.code)
  if (refusal) return <LinkEnded reason={refusal.code} />
  const until = expiresAtMs && format.dateTime(expiresAtMs, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <LivePage
      live={live}
      fallbackName={t('title')}
      backHref={null}
      keep={{ link: id }}
      summary={null}
      actions={
        <span className="px-1 max-md:hidden">
          <Badge>{until ? t('readOnlyUntil', { time: until }) : t('readOnly')}</Badge>
        </span>
      }
      menu={<PreferencesMenu />}
    />
  )
}

/** Names the tab after the device, once its name is known. */
function useTitle(name: string | null): void {
  useEffect(() => {
    if (name) document.title = `${name} · Agent Logger`
  }, [name])
}
