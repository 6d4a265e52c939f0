'use client'

/** A session of the original on our live page: what is different is said, and why nothing comes where nothing comes. */
import { Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { useLiveSnapshot } from '#app/_live/use-live-session.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { SeedSession } from '#lib/viewer/seed-session.ts'
import type { SeedTarget } from './open-target.ts'
import { SeedTrouble } from './seed-trouble.tsx'
import { useSeedProblem } from './use-seed-problem.ts'

export interface SeedLiveProps {
  target: SeedTarget
  onClose: () => void
}

export function SeedLive({ target, onClose }: SeedLiveProps) {
  const live = useSeedSession(target)
  return (
    <main className="flex h-dvh flex-col">
      <LiveFrame>
        {live ? <Opened live={live} target={target} onClose={onClose} /> : <LiveSkeleton name={target.host} />}
      </LiveFrame>
    </main>
  )
}

function Opened({ live, target, onClose }: SeedLiveProps & { live: SeedSession }) {
  const t = useTranslations('open')
  const problem = useSeedProblem(live)
  const { isJoined, connection } = useLiveSnapshot(live)
  const { host, session } = target
  if (problem && !isJoined) {
    return (
      <SeedTrouble
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
        actions={<IconButton icon={Unplug} label={t('close')} onClick={onClose} />}
      />
    </>
  )
}

function useSeedSession({ wsUrl, mode, host, session }: SeedTarget): SeedSession | null {
  const [live, setLive] = useState<SeedSession | null>(null)
  useEffect(() => {
    const opened = new SeedSession({
      wsUrl,
      mode,
      name: session ?? host,
      ownOffsetMinutes: -new Date().getTimezoneOffset(),
      schedule: (run) => void requestAnimationFrame(run),
    })
    setLive(opened)
    const wake = () => document.hidden || opened.retryNow()
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    return () => {
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      opened.close()
    }
  }, [wsUrl, mode, host, session])
  return live
}
