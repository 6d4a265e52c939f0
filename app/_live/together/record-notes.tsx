'use client'

/** Below a record's detail: who has marked it, what people say about it, and a field to say something. */
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Bookmark, BookmarkX, Trash2 } from '#app/_ui/icons.ts'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import { COMMENT_CHARS_MAX } from '#lib/viewer/together/annotation-content.ts'
import type { Together } from '#lib/viewer/together/together.ts'
import { Avatar, PersonName, useNameOf } from './person.tsx'
import { useTogetherSnapshot } from './use-together-snapshot.ts'

export interface RecordNotesProps {
  together: Together
  place: LogPlace
  /** Whether the person wants to write now; `askCount` rises when they do. */
  focusWish: RefObject<boolean>
  askCount: number
}

export function RecordNotes({ together, place, focusWish, askCount }: RecordNotesProps) {
  const t = useTranslations('live.together')
  const nameOf = useNameOf()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [isSending, setSending] = useState(false)
  const { annotations } = useTogetherSnapshot(together)
  const here = annotations.filter(({ session, seq }) => session === place.session && seq === place.seq)
  const marks = here.filter(({ kind }) => kind === 'mark')
  const comments = here.filter(({ kind }) => kind === 'comment')
  const isMarked = marks.some(({ isMine }) => isMine)

  useEffect(() => {
    if (askCount === 0 || !focusWish.current) return
    focusWish.current = false
    field.current?.focus()
  }, [askCount, focusWish])

  async function send() {
    if (text.trim() === '' || isSending) return
    setSending(true)
    if (await together.comment(place, text.trim())) setText('')
    setSending(false)
  }

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    void send()
  }

  function handleKey(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void send()
  }

  return (
    <section aria-label={t('marks')} className="flex flex-col gap-3 border-t px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-ink-muted">{t('marks')}</h3>
        {marks.map(({ key, author, isMine }) => (
          <span key={key} className="flex min-w-0 items-center gap-1.5">
            <Avatar author={author} name={nameOf(author)} />
            <span className="truncate">
              <PersonName author={author} isMe={isMine} />
            </span>
          </span>
        ))}
        <Button variant="ghost" className="ms-auto px-2" onClick={() => void together.toggleMarks([place])}>
          {isMarked ? <BookmarkX aria-hidden className="size-4" /> : <Bookmark aria-hidden className="size-4" />}
          {t(isMarked ? 'unmark' : 'mark')}
        </Button>
      </div>
      {comments.length > 0 && (
        <ul className="flex flex-col gap-3">
          {comments.map((comment) => (
            <li key={comment.key} className="flex gap-2">
              <Avatar author={comment.author} name={nameOf(comment.author)} />
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2">
                  <span className="min-w-0 truncate font-medium">
                    <PersonName author={comment.author} isMe={comment.isMine} />
                  </span>
                  <span className="shrink-0 text-ink-faint text-xs">
                    <RelativeTime atMs={comment.atMs} />
                  </span>
                </p>
                <p className="wrap-anywhere whitespace-pre-wrap">{visibleText(comment.text)}</p>
              </div>
              {comment.isMine && (
                <IconButton
                  icon={Trash2}
                  label={t('removeComment')}
                  onClick={() => void together.remove(comment)}
                  className="-my-1"
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={handleSubmit} className="flex items-end gap-2">
        <textarea
          ref={field}
          rows={2}
          value={text}
          maxLength={COMMENT_CHARS_MAX}
          aria-label={t('commentOn')}
          placeholder={t('commentOn')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={handleKey}
          className="field-sizing-content max-h-40 min-h-16 w-full min-w-0 resize-none rounded border border-line-strong bg-surface-raised px-3 py-2 text-input text-ink"
        />
        <Button type="submit" isBusy={isSending} disabled={text.trim() === ''}>
          {t('add')}
        </Button>
      </form>
    </section>
  )
}
