'use client'

/** Those who take part, in the tool line: a few first letters, and a panel with all of it. On a phone the menu opens it. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { MessagesSquare } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { Popover } from '#app/_ui/popover.tsx'
import { PeoplePanel, type PeoplePanelProps } from './people-panel.tsx'
import { Avatar, useNameOf } from './person.tsx'
import { useTogetherSnapshot } from './use-together-snapshot.ts'

export type PeopleProps = Omit<PeoplePanelProps, 'snapshot'>

/** First letters that stand side by side. */
const SHOWN_MAX = 3

export function PeopleButton(props: PeopleProps) {
  const t = useTranslations('live.together')
  const tLive = useTranslations('live')
  const nameOf = useNameOf()
  const snapshot = useTogetherSnapshot(props.together)
  const { participants, annotations } = snapshot
  const authors = [...new Map(participants.map(({ author }) => [author.id, author])).values()]
  const label = tLive('watchers', { count: authors.length })
  return (
    <Popover
      label={t('open')}
      isWide
      trigger={
        <Button variant="ghost" title={t('open')} className="px-2">
          <span aria-hidden className="flex -space-x-1">
            {authors.slice(0, SHOWN_MAX).map((author) => (
              <span key={author.id} className="rounded-full ring-2 ring-surface">
                <Avatar author={author} name={nameOf(author)} />
              </span>
            ))}
          </span>
          {authors.length > SHOWN_MAX && (
            <span aria-hidden className="tabular-nums">
              +{authors.length - SHOWN_MAX}
            </span>
          )}
          {annotations.length > 0 && (
            <span aria-hidden className="inline-flex items-center gap-1 text-ink-muted tabular-nums">
              <MessagesSquare className="size-4" />
              {annotations.length}
            </span>
          )}
          <span className="sr-only">
            {t('open')}: {label}
          </span>
        </Button>
      }
    >
      <PeoplePanel {...props} snapshot={snapshot} />
    </Popover>
  )
}

export function PeopleMenuItem({ onSelect }: { onSelect: () => void }) {
  const t = useTranslations('live.together')
  return (
    <MenuItem icon={MessagesSquare} onSelect={onSelect}>
      {t('open')}
    </MenuItem>
  )
}

export interface PeopleWindowProps extends PeoplePanelProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function PeopleWindow({ isOpen, onOpenChange, ...props }: PeopleWindowProps) {
  const t = useTranslations('live.together')
  const handleJump: PeoplePanelProps['onJump'] = (place) => {
    onOpenChange(false)
    props.onJump(place)
  }
  return (
    <Dialog title={t('title')} isOpen={isOpen} onOpenChange={onOpenChange}>
      <PeoplePanel {...props} onJump={handleJump} />
    </Dialog>
  )
}
