'use client'

/** The people who are here, showing where one is, and every mark and comment: the content of a popover or of a window. */
import { type FormEvent, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Eye, EyeOff, MessageSquare } from '#app/_ui/icons.ts'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Author, Participant } from '#lib/protocol/participants.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import type { Together } from '#lib/viewer/together/together.ts'
import type { PlacedAnnotation, TogetherSnapshot } from '#lib/viewer/together/together-snapshot.ts'
import { introduction, setGuestName } from './guest.ts'
import { Avatar, colorOf, PersonName, useNameOf } from './person.tsx'

/** Marks and comments that are listed. */
const LISTED_MAX = 200

export interface PeoplePanelProps {
  together: Together
  snapshot: TogetherSnapshot
  onLead: () => void
  onJump: (place: LogPlace) => void
}

export function PeoplePanel({ together, snapshot, onLead, onJump }: PeoplePanelProps) {
  const t = useTranslations('live.together')
  const { me, isLeading, annotations } = snapshot
  const people = byAuthor(snapshot.participants)
  const listed = annotations.slice(0, LISTED_MAX)
  return (
    <div className="flex flex-col gap-4 text-sm">
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">{t('here')}</h2>
        <ul className="flex flex-col gap-2">
          {people.map(({ author, connections, sinceMs }) => (
            <li key={author.id} className="flex items-center gap-2">
              <Person author={author} isMe={author.id === me?.author.id} />
              {connections > 1 && <span className="text-ink-faint text-xs">{t('tabs', { count: connections })}</span>}
              <span className="text-ink-faint text-xs">
                <RelativeTime atMs={sinceMs} />
              </span>
            </li>
          ))}
        </ul>
        {people.length < 2 && <p className="text-ink-muted">{t('alone')}</p>}
        {me?.author.kind === 'link' && <NameForm together={together} />}
        {me && (
          <Button onClick={isLeading ? () => together.lead(null) : onLead} className="self-start">
            {isLeading ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
            {t(isLeading ? 'stopLead' : 'lead')}
          </Button>
        )}
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">{t('marks')}</h2>
        {listed.length === 0 ? (
          <p className="text-ink-muted">{t('noMarks')}</p>
        ) : (
          <ul className="-mx-2 flex flex-col">
            {listed.map((annotation) => (
              <li key={annotation.key}>
                <AnnotationButton annotation={annotation} onJump={onJump} />
              </li>
            ))}
          </ul>
        )}
        {annotations.length > listed.length && (
          <p className="text-ink-muted">{t('more', { count: annotations.length - listed.length })}</p>
        )}
        <p className="text-ink-faint text-xs">{t('kept')}</p>
      </section>
    </div>
  )
}

function Person({ author, isMe }: { author: Author; isMe: boolean }) {
  const nameOf = useNameOf()
  return (
    <>
      <Avatar author={author} name={nameOf(author)} />
      <span className="min-w-0 flex-1 truncate">
        <PersonName author={author} isMe={isMe} />
      </span>
    </>
  )
}

interface AnnotationButtonProps {
  annotation: PlacedAnnotation
  onJump: (place: LogPlace) => void
}

function AnnotationButton({ annotation, onJump }: AnnotationButtonProps) {
  const t = useTranslations('live.together')
  const format = useFormatter()
  const nameOf = useNameOf()
  const { author, session, seq, kind, text } = annotation
  return (
    <button
      type="button"
      onClick={() => onJump({ session, seq })}
      className="flex w-full items-baseline gap-2 rounded px-2 py-1.5 text-left hover:bg-surface-hover"
    >
      <span aria-hidden className="shrink-0 self-center" style={{ color: colorOf(author) }}>
        {kind === 'comment' ? (
          <MessageSquare className="size-3.5" />
        ) : (
          <span className="mx-1 block h-3.5 w-1.5 rounded-full bg-current" />
        )}
      </span>
      <span className="sr-only">{t('record', { seq })}</span>
      <span aria-hidden className="shrink-0 text-ink-faint tabular-nums">
        {format.number(seq)}
      </span>
      <span className="min-w-0 flex-1 truncate">{kind === 'comment' ? visibleText(text) : t('oneMark')}</span>
      <span className="max-w-24 shrink-0 truncate text-ink-muted text-xs">{nameOf(author)}</span>
    </button>
  )
}

function NameForm({ together }: { together: Together }) {
  const t = useTranslations('live.together')
  const tErrors = useTranslations('errors')
  const [name, setName] = useState(() => introduction().name)
  const [error, setError] = useState<string | null>(null)

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    const before = introduction().name
    setGuestName(name.trim())
    const refused = await together.rename()
    setError(refused && tErrors(refused.code))
    if (refused) setGuestName(before)
  }

  return (
    <form onSubmit={(event) => void handleSubmit(event)}>
      <Field label={t('name')} hint={t('nameHint')} error={error}>
        {(control) => (
          <span className="flex gap-2">
            <TextInput
              {...control}
              value={name}
              maxLength={LIMITS.guestNameCharsMax}
              autoComplete="nickname"
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit">{t('save')}</Button>
          </span>
        )}
      </Field>
    </form>
  )
}

/** One entry for each person, with how many tabs they have. */
function byAuthor(participants: readonly Participant[]) {
  const people = new Map<string, { author: Author; connections: number; sinceMs: number }>()
  for (const { author, sinceMs } of participants) {
    const known = people.get(author.id)
    people.set(author.id, {
      author,
      connections: (known?.connections ?? 0) + 1,
      sinceMs: Math.min(known?.sinceMs ?? sinceMs, sinceMs),
    })
  }
  return [...people.values()]
}
