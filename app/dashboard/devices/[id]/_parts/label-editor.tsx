'use client'

/** A dialog in which a person changes the labels of a device: takes one away, types a new one, or picks one of the team. */
import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Plus, X } from '#app/_ui/icons.ts'
import { TextInput } from '#app/_ui/text-input.tsx'
import { toast } from '#app/_ui/toast.ts'
import { labelFault, normalLabel, normalLabels } from '#lib/protocol/labels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { isolatedName } from '#lib/protocol/names.ts'

export interface LabelEditorProps {
  device: { id: string; name: string; labels: readonly string[] }
  /** Labels of the team's devices. */
  known: readonly string[]
  onClose: () => void
}

const CHIP = 'inline-flex h-7 min-w-0 items-center gap-1 rounded px-2 font-medium text-sm'

export function LabelEditor({ device, known, onClose }: LabelEditorProps) {
  const t = useTranslations('labels')
  const tUi = useTranslations('ui')
  const router = useRouter()
  const { act } = useAct()
  const field = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState(device.labels)
  const [text, setText] = useState('')
  const [isBusy, setBusy] = useState(false)
  const typed = normalLabel(text)
  const all = typed === '' ? draft : normalLabels([...draft, typed])
  const fault = faultOf()
  const others = known.filter((label) => !draft.includes(label))

  function faultOf(): string | null {
    if (all.length > LIMITS.deviceLabelsMax) return t('tooMany', { count: LIMITS.deviceLabelsMax })
    if (typed === '') return null
    const found = labelFault(typed)
    if (found === 'long') return t('tooLong', { count: LIMITS.deviceLabelCharsMax })
    return found && t('characters')
  }

  function handleAdd() {
    if (fault || typed === '') return
    setDraft(all)
    setText('')
    field.current?.focus()
  }

  function handleRemove(label: string) {
    setDraft(draft.filter((each) => each !== label))
    // The button goes away.
    field.current?.focus()
  }

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (fault) return
    setBusy(true)
    const isSaved = await act(() => call('PATCH', `/api/v1/devices/${device.id}`, { labels: all }))
    setBusy(false)
    if (!isSaved) return
    toast.success(t('saved'))
    onClose()
    router.refresh()
  }

  return (
    <Dialog
      title={t('editTitle', { name: isolatedName(device.name) })}
      description={t('editText')}
      isOpen
      onOpenChange={(next) => !next && onClose()}
      actions={
        <>
          <Button onClick={onClose}>{tUi('cancel')}</Button>
          <Button type="submit" form="labels-form" variant="primary" isBusy={isBusy}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form id="labels-form" noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
        {draft.length === 0 ? (
          <p className="text-ink-muted text-sm">{t('none')}</p>
        ) : (
          <ul aria-label={t('title')} className="flex flex-wrap gap-1.5">
            {draft.map((label) => (
              <li key={label} className={`${CHIP} bg-surface-sunken pr-0.5`}>
                <bdi className="truncate">{label}</bdi>
                <button
                  type="button"
                  aria-label={t('remove', { label })}
                  onClick={() => handleRemove(label)}
                  className="grid size-6 shrink-0 place-items-center rounded text-ink-muted hover:bg-surface-hover hover:text-ink"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <Field label={t('newLabel')} hint={t('hint')} error={fault}>
          {(control) => (
            <div className="flex gap-2">
              <TextInput
                {...control}
                ref={field}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={LIMITS.labelCharsMax}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => {
                  // An empty field saves, as any form does.
                  if ((event.key !== 'Enter' && event.key !== ',') || event.nativeEvent.isComposing) return
                  if (typed === '' && event.key === 'Enter') return
                  event.preventDefault()
                  handleAdd()
                }}
              />
              <Button onClick={handleAdd} disabled={typed === '' || fault !== null}>
                {t('addOne')}
              </Button>
            </div>
          )}
        </Field>
        {others.length > 0 && (
          <section aria-label={t('suggested')} className="flex flex-col gap-1.5">
            <h3 className="font-medium text-ink-muted text-xs">{t('suggested')}</h3>
            <ul className="flex max-h-32 flex-wrap gap-1.5 overflow-y-auto">
              {others.map((label) => (
                <li key={label} className="flex min-w-0">
                  <button
                    type="button"
                    aria-label={t('addKnown', { label })}
                    disabled={draft.length >= LIMITS.deviceLabelsMax}
                    onClick={() => setDraft(normalLabels([...draft, label]))}
                    className={`${CHIP} border text-ink-muted hover:bg-surface-hover hover:text-ink disabled:opacity-50`}
                  >
                    <Plus aria-hidden className="size-3.5 shrink-0" />
                    <bdi className="truncate">{label}</bdi>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </form>
    </Dialog>
  )
}
