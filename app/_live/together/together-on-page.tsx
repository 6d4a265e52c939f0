'use client'

/** Opens what the people who watch share, and gives the live page its parts: marks in the list, people, notes, menus and keys. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { keyOf } from '#app/_live/chosen-records.ts'
import { Button } from '#app/_ui/button.tsx'
import { Bookmark, MessageSquarePlus } from '#app/_ui/icons.ts'
import { toast } from '#app/_ui/toast.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import type { Together } from '#lib/viewer/together/together.ts'
import { FollowBar } from './follow-bar.tsx'
import { openTogether } from './open-together.ts'
import { PeopleButton, PeopleMenuItem, PeopleWindow } from './people-button.tsx'
import { useNameOf } from './person.tsx'
import { RecordNotes } from './record-notes.tsx'
import { placesOf, rowMarks } from './row-marks.ts'
import { ALONE, type TogetherParts, type TogetherProps } from './together-parts.ts'
import { useFollow } from './use-follow.ts'
import { useLead, whereIs } from './use-lead.ts'
import { useMarkActions } from './use-mark-actions.ts'
import { useTogetherSnapshot } from './use-together-snapshot.ts'

export function TogetherOnPage(props: TogetherProps) {
  const { live, onParts } = props
  const tErrors = useTranslations('errors')
  const [together, setTogether] = useState<Together | null>(null)
  const words = useRef(tErrors)
  useEffect(() => {
    words.current = tErrors
  })

  useEffect(() => {
    let isCurrent = true
    let close = () => {}
    openTogether(live, ({ code }) => toast.error(words.current(code), { id: 'together' })).then((opened) => {
      if (!opened) return
      if (!isCurrent) {
        opened.close()
        return
      }
      close = opened.close
      setTogether(opened.together)
    })
    return () => {
      isCurrent = false
      close()
      setTogether(null)
      onParts(ALONE)
    }
  }, [live, onParts])

  const { me, annotations } = useTogetherSnapshot(together)
  const [hasBegun, setBegun] = useState(false)
  useEffect(() => {
    // Once there, it stays while the connection is away.
    if (me || annotations.length > 0) setBegun(true)
  }, [me, annotations])
  return together && hasBegun ? <Begun {...props} together={together} /> : null
}

function Begun({
  together,
  live,
  list,
  selection,
  filter,
  onShowFilter,
  onParts,
}: TogetherProps & { together: Together }) {
  const t = useTranslations('live.together')
  const tRecord = useTranslations('record')
  const nameOf = useNameOf()
  const snapshot = useTogetherSnapshot(together)
  const { annotations, me, isLeading } = snapshot
  const { log } = live
  const [isOpen, setOpen] = useState(false)
  const [askCount, setAskCount] = useState(0)
  const focusWish = useRef(false)
  const leader = snapshot.leaders.find(({ connection }) => connection === snapshot.following)
  useLead(together, isLeading, log, list, filter)
  useFollow({ together, lead: leader?.lead ?? null, log, list, filter, onShowFilter })

  const latest = useRef({ filter, selection, me })
  useEffect(() => {
    latest.current = { filter, selection, me }
  })
  const acts = useMemo(() => {
    const mark = (places: readonly LogPlace[]) => {
      const max = LIMITS.annotationBatchMax
      if (places.length > max) toast(t('tooMany', { max }), { id: 'together' })
      else if (!latest.current.me) toast(t('offline'), { id: 'together' })
      else if (places.length > 0) void together.toggleMarks(places)
    }
    const show = async ({ session, seq }: LogPlace, isOpening: boolean) => {
      together.follow(null)
      const { record, isShown } = await log.ask('place', { session, seq })
      const row = record && ({ kind: 'record', key: keyOf({ session, seq }), session, seq, record } as const)
      if (row) latest.current.selection.show(row, isOpening)
      if (!isShown) toast(row ? tRecord('linkHidden') : tRecord('linkGone', { seq }), { id: 'jump' })
    }
    // Rejects when the page has closed its source.
    const go = (place: LogPlace, isOpening: boolean) => void show(place, isOpening).catch(() => {})
    return {
      mark,
      lead: () => together.lead(whereIs(log, list.current, latest.current.filter)),
      comment: () => {
        focusWish.current = true
        setAskCount((count) => count + 1)
      },
      next: (place: LogPlace) => go(place, false),
      open: (place: LogPlace) => go(place, true),
      openPanel: () => setOpen(true),
    }
  }, [together, log, list, t, tRecord])

  const marks = useMemo(
    () =>
      rowMarks(annotations, {
        nameOf,
        labelOf: (kind, names) => t(kind === 'mark' ? 'markedBy' : 'commentMark', { names }),
      }),
    [annotations, nameOf, t],
  )
  const parts = useMemo<TogetherParts>(
    () => ({
      marks,
      places: placesOf(annotations),
      people: <PeopleButton together={together} onLead={acts.lead} onJump={acts.open} />,
      menu: <PeopleMenuItem onSelect={acts.openPanel} />,
      acts: {
        ofRow: (row) => [
          { icon: Bookmark, label: t('toggle'), run: () => acts.mark([row]) },
          {
            icon: MessageSquarePlus,
            label: t('comment'),
            run: () => {
              latest.current.selection.open(row)
              acts.comment()
            },
          },
        ],
        ofChosen: ({ records }) => (
          <Button
            variant="ghost"
            className="px-2"
            title={t('markChosen')}
            onClick={() => acts.mark(records.map(({ session, record }) => ({ session, seq: record.seq })))}
          >
            <Bookmark aria-hidden className="size-4" />
            {t('mark')}
          </Button>
        ),
      },
      notes: (row) => (
        <RecordNotes
          key={`notes ${row.key}`}
          together={together}
          place={row}
          focusWish={focusWish}
          askCount={askCount}
        />
      ),
    }),
    [marks, annotations, together, acts, askCount, t],
  )
  useEffect(() => onParts(parts), [parts, onParts])

  useMarkActions({
    annotations,
    selected: selection.selected,
    toggle: () => {
      const { chosen, selected } = selection
      if (chosen) acts.mark(chosen.records.map(({ session, record }) => ({ session, seq: record.seq })))
      else if (selected) acts.mark([selected])
    },
    comment: () => {
      if (!selection.selected) return
      selection.open()
      acts.comment()
    },
    jump: acts.next,
    openPanel: acts.openPanel,
    toggleLead: isLeading ? () => together.lead(null) : acts.lead,
  })

  return (
    <>
      <FollowBar together={together} snapshot={snapshot} />
      <PeopleWindow
        isOpen={isOpen}
        onOpenChange={setOpen}
        together={together}
        snapshot={snapshot}
        onLead={acts.lead}
        onJump={acts.open}
      />
    </>
  )
}
