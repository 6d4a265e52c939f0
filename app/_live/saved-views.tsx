'use client'

/** The saved filters of a person and of their team: open, save, rename, delete. */
import { Popover } from 'radix-ui'
import { type FormEvent, type KeyboardEvent, useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Pencil, Trash2 } from '#app/_ui/icons.ts'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { toast } from '#app/_ui/toast.ts'
import { isolatedName } from '#lib/protocol/names.ts'

interface View {
  id: string
  name: string
  query: string
  isShared: boolean
  mayChange: boolean
}

export interface SavedViewsProps {
  teamId: string
  /** Whether the person may save views for the team. */
  mayShare: boolean
  /** The parameters of a view as the address has them now; empty: there is nothing to save. */
  currentQuery: () => string
  onOpen: (query: string) => void
}

const NAME_CHARS_MAX = 80

export default function SavedViews({ teamId, mayShare, currentQuery, onOpen }: SavedViewsProps) {
  const t = useTranslations('live.query.views')
  const { act } = useAct()
  const [views, setViews] = useState<readonly View[] | null>(null)
  const path = `/api/v1/views?team=${encodeURIComponent(teamId)}`

  const reload = useCallback(async () => {
    const answer = await act(() => call<{ views: View[] }>('GET', path))
    if (answer) setViews(answer.value.views)
  }, [act, path])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `act` is new in each rendering
  useEffect(() => void reload(), [path])

  async function handleSave(name: string, isShared: boolean, query: string) {
    if (!(await act(() => call('POST', path, { name, query, isShared })))) return false
    await reload()
    return true
  }

  async function handleRename(view: View, name: string) {
    if (await act(() => call('PATCH', `/api/v1/views/${view.id}`, { name }))) await reload()
  }

  async function handleDelete(view: View) {
    if (!(await act(() => call('DELETE', `/api/v1/views/${view.id}`)))) return
    await reload()
    const undo = () => void handleSave(view.name, view.isShared, view.query)
    toast(t('deleted', { name: isolatedName(view.name) }), { action: { label: t('undo'), onClick: undo } })
  }

  return (
    <div className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('title')}</h2>
      {views === null && <Skeleton className="h-8" />}
      {views?.length === 0 && <p className="text-pretty text-ink-muted text-sm">{t('none')}</p>}
      {views !== null && views.length > 0 && (
        <ul className="-mx-2 flex max-h-64 flex-col overflow-y-auto">
          {views.map((view) => (
            <ViewLine
              key={view.id}
              view={view}
              onOpen={() => onOpen(view.query)}
              onRename={(name) => void handleRename(view, name)}
              onDelete={() => void handleDelete(view)}
            />
          ))}
        </ul>
      )}
      <SaveForm query={currentQuery()} mayShare={mayShare} onSave={handleSave} />
    </div>
  )
}

interface ViewLineProps {
  view: View
  onOpen: () => void
  onRename: (name: string) => void
  onDelete: () => void
}

function ViewLine({ view, onOpen, onRename, onDelete }: ViewLineProps) {
  const t = useTranslations('live.query.views')
  const [draft, setDraft] = useState<string | null>(null)
  const name = isolatedName(view.name)

  function handleKey(event: KeyboardEvent) {
    if (event.key === 'Enter' && draft?.trim()) onRename(draft.trim())
    else if (event.key !== 'Escape' && event.key !== 'Enter') return
    event.preventDefault()
    // Escape leaves the name, not the panel.
    event.stopPropagation()
    setDraft(null)
  }

  if (draft !== null)
    return (
      <li className="px-2 py-1">
        <TextInput
          autoFocus
          value={draft}
          maxLength={NAME_CHARS_MAX}
          aria-label={t('rename', { name })}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => setDraft(null)}
          onKeyDown={handleKey}
        />
      </li>
    )
  return (
    <li className="flex items-center gap-1 rounded pl-2 hover:bg-surface-hover">
      <Popover.Close asChild>
        <button
          type="button"
          title={new URLSearchParams(view.query).get('q') ?? view.query}
          onClick={onOpen}
          className="min-h-control min-w-0 flex-1 truncate rounded text-left"
        >
          {name}
        </button>
      </Popover.Close>
      {view.isShared && <Badge tone="neutral">{t('team')}</Badge>}
      {view.mayChange && (
        <>
          <IconButton
            icon={Pencil}
            label={t('rename', { name })}
            hasTooltip={false}
            onClick={() => setDraft(view.name)}
          />
          <IconButton icon={Trash2} label={t('delete', { name })} hasTooltip={false} onClick={onDelete} />
        </>
      )}
    </li>
  )
}

interface SaveFormProps {
  query: string
  mayShare: boolean
  onSave: (name: string, isShared: boolean, query: string) => Promise<boolean>
}

function SaveForm({ query, mayShare, onSave }: SaveFormProps) {
  const t = useTranslations('live.query.views')
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (await onSave(name.trim(), isShared, query)) setName('')
  }

  if (query === '') return <p className="text-pretty border-t pt-3 text-ink-muted text-sm">{t('nothing')}</p>
  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-2 border-t pt-3">
      <div className="flex gap-2">
        <TextInput
          value={name}
          maxLength={NAME_CHARS_MAX}
          aria-label={t('name')}
          placeholder={t('name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('save')}
        </Button>
      </div>
      {mayShare && <Checkbox label={t('share')} isOn={isShared} onChange={setShared} />}
    </form>
  )
}
