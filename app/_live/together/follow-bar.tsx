'use client'

/** Says who shows where they are, whom this page follows, and that it leads itself. Quiet: an offer may be closed. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Bar, BarButton } from '#app/_live/bar.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { X } from '#app/_ui/icons.ts'
import { isolatedName } from '#lib/protocol/names.ts'
import type { Together } from '#lib/viewer/together/together.ts'
import type { TogetherSnapshot } from '#lib/viewer/together/together-snapshot.ts'
import { Avatar, useNameOf } from './person.tsx'

export function FollowBar({ together, snapshot }: { together: Together; snapshot: TogetherSnapshot }) {
  const t = useTranslations('live.together')
  const tUi = useTranslations('ui')
  const nameOf = useNameOf()
  const [closed, setClosed] = useState<readonly string[]>([])
  const { leaders, following, isLeading, followerCount } = snapshot
  if (isLeading)
    return (
      <Bar>
        <span>
          {t('leading')} {t('followers', { count: followerCount })}
        </span>
        <BarButton onClick={() => together.lead(null)}>{t('stopLead')}</BarButton>
      </Bar>
    )
  const leader =
    leaders.find(({ connection }) => connection === following) ??
    leaders.find(({ connection }) => !closed.includes(connection))
  if (!leader) return null
  const { author, connection } = leader
  const name = isolatedName(nameOf(author))
  return (
    <Bar>
      <span className="flex min-w-0 items-center gap-2">
        <Avatar author={author} name={name} />
        {t(following === connection ? 'following' : 'offer', { name })}
      </span>
      {following === connection ? (
        <span title={t('stopHint')}>
          <BarButton onClick={() => together.follow(null)}>{t('stopFollow')}</BarButton>
        </span>
      ) : (
        <>
          <BarButton onClick={() => together.follow(connection)}>{t('follow', { name })}</BarButton>
          <IconButton
            icon={X}
            label={tUi('close')}
            onClick={() => setClosed([...closed, connection])}
            className="-my-1.5 ms-auto"
          />
        </>
      )}
    </Bar>
  )
}
