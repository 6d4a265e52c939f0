'use client'

/** Where places of code open: the editor, its own address template, and the folder that relative names are in. */
import { useTranslations } from 'use-intl'
import { Field } from '#app/_ui/field.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { SquareArrowOutUpRight } from '#app/_ui/icons.ts'
import { Popover } from '#app/_ui/popover.tsx'
import { Select } from '#app/_ui/select.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { EDITORS, type EditorName, isSafeTemplate, TEMPLATE_CHARS_MAX } from '#lib/viewer/editor-link.ts'
import { useEditorSetting } from './use-editor-setting.ts'

export function EditorChoice() {
  const t = useTranslations('record.editor')
  const [setting, setSetting] = useEditorSetting()
  const { editor, template, folder } = setting
  const isWrong = editor === 'custom' && template !== '' && !isSafeTemplate(template)
  return (
    <Popover
      label={t('title')}
      trigger={<IconButton icon={SquareArrowOutUpRight} label={t('title')} className="size-7" />}
    >
      <div className="flex flex-col gap-3">
        <Field label={t('label')} hint={t('kept')}>
          {(control) => (
            <Select
              {...control}
              value={editor}
              options={EDITORS.map((value) => ({ value, label: t(value) }))}
              onChange={(next: EditorName) => setSetting({ ...setting, editor: next })}
            />
          )}
        </Field>
        {editor === 'custom' && (
          <Field label={t('template')} hint={t('templateHint')} error={isWrong ? t('templateWrong') : null}>
            {(control) => (
              <TextInput
                {...control}
                value={template}
                maxLength={TEMPLATE_CHARS_MAX}
                placeholder="cursor://file{file}:{line}"
                spellCheck={false}
                onChange={(event) => setSetting({ ...setting, template: event.target.value })}
              />
            )}
          </Field>
        )}
        {editor !== 'none' && (
          <Field label={t('folder')} hint={t('folderHint')} isOptional>
            {(control) => (
              <TextInput
                {...control}
                value={folder}
                maxLength={TEMPLATE_CHARS_MAX}
                placeholder="/home/ada/shop"
                spellCheck={false}
                onChange={(event) => setSetting({ ...setting, folder: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
    </Popover>
  )
}
