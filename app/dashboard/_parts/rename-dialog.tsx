'use client'

/** A dialog that asks for a new name and saves it. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Pencil } from '#app/_ui/icons.ts'
import { TextInput } from '#app/_ui/text-input.tsx'
import { useNameFault } from '#app/_ui/use-name-fault.ts'

export interface RenameDialogProps {
  name: string
  words: { open: string; title: string; text?: string; label: string; missing: string; save: string }
  /** Resolves to true when the name is saved; the dialog then closes. */
  onSave: (name: string) => Promise<boolean>
}

export function RenameDialog({ name, words, onSave }: RenameDialogProps) {
  const tUi = useTranslations('ui')
  const nameFault = useNameFault()
  const [isOpen, setOpen] = useState(false)
  const [draft, setDraft] = useState(name)
  const [isBusy, setBusy] = useState(false)

  function handleOpenChange(next: boolean) {
    setOpen(next)
    if (next) setDraft(name)
  }

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    const next = draft.trim()
    if (!next || nameFault(next)) return
    setBusy(true)
    const isSaved = await onSave(next).finally(() => setBusy(false))
    if (isSaved) setOpen(false)
  }

  return (
    <Dialog
      title={words.title}
      description={words.text}
      isOpen={isOpen}
      onOpenChange={handleOpenChange}
      trigger={
        <Button>
          <Pencil aria-hidden className="size-4" />
          {words.open}
        </Button>
      }
      actions={
        <>
          <Button onClick={() => setOpen(false)}>{tUi('cancel')}</Button>
          <Button type="submit" form="rename-form" variant="primary" isBusy={isBusy}>
            {words.save}
          </Button>
        </>
      }
    >
      <form id="rename-form" noValidate onSubmit={(event) => void handleSubmit(event)}>
        <Field label={words.label} error={draft.trim() ? nameFault(draft) : words.missing}>
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              maxLength={100}
              value={draft}
              onChange={(event) => setDraft(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
