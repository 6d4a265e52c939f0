'use client'

/** A session of a phone or a foreign relay on our live page. Says what is different, and why nothing arrives when nothing does. */
import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import { ActionHost } from '#app/_actions/action-host.tsx'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { useLiveSnapshot } from '#app/_live/use-live-viewer.ts'
import { useOpenedSource } from '#app/_live/use-opened-source.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Unplug } from '#app/_ui/icons.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { FlutterSession } from '#lib/viewer/flutter-session.ts'
import { FlutterTrouble } from './flutter-trouble.tsx'
import type { FlutterTarget } from './open-target.ts'
import { useFlutterProblem } from './use-flutter-problem.ts'

export interface FlutterLiveProps {
  target: FlutterTarget
  onClose: () => void
}

export function FlutterLive({ target, onClose }: FlutterLiveProps) {
  const live = useFlutterSession(target)
  return (
    <main className="flex h-dvh flex-col">
      <LiveFrame>
        {live ? <Opened live={live} target={target} onClose={onClose} /> : <LiveSkeleton name={target.host} />}
      </LiveFrame>
      <ActionHost />
    </main>
  )
}

function Opened({ live, target, onClose }: FlutterLiveProps & { live: FlutterSession }) {
  const t = useTranslations('open')
  const problem = useFlutterProblem(live)
  const { isJoined, connection } = useLiveSnapshot(live)
  const { host, session } = target
  if (problem && !isJoined) {
    return (
      <FlutterTrouble
        target={target}
        problem={problem}
        retryAtMs={connection.retryAtMs}
        onRetry={() => live.retryNow()}
        onClose={onClose}
      />
    )
  }
  return (
    <>
      {problem && (
        <div className="border-b p-3">
          <Notice tone="warn" role="alert">
            {t(`problem.${problem}`, { host })}
          </Notice>
        </div>
      )}
      <LivePage
        live={live}
        fallbackName={session ?? host}
        backHref={null}
        summary={null}
        hasRecordLinks={false}
        actions={<IconButton icon={Unplug} label={t('close')} onClick={onClose} />}
      />
    </>
  )
}

function useFlutterSession({ wsUrl, mode, host, session }: FlutterTarget): FlutterSession | null {
  const open = useCallback(
    () =>
      new FlutterSession({
        wsUrl,
        mode,
        name: session ?? host,
        ownOffsetMinutes: -new Date().getTimezoneOffset(),
        schedule: (run) => void requestAnimationFrame(run),
      }),
    [wsUrl, mode, host, session],
  )
  return useOpenedSource(open)
}
