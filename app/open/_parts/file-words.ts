/** What is wrong with a file or a line, in words. */
import type { useTranslations } from 'use-intl'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import type { FileProblem, LineFault } from '#lib/viewer/import/file-problem.ts'

type Words = ReturnType<typeof useTranslations<'files'>>

export function problemWords(problem: FileProblem, t: Words): string {
  switch (problem.reason) {
    case 'binary':
      return problem.kind === '' ? t('problem.noText') : t('problem.binary', { kind: problem.kind })
    case 'too-new':
      return t('problem.tooNew', { version: problem.version })
    case 'no-records':
      return problem.fault ? faultWords(problem.fault, t) : t('problem.noRecords')
    case 'empty':
      return t('problem.empty')
    case 'broken-gzip':
      return t('problem.brokenGzip')
    case 'unreadable':
      return t('problem.unreadable')
  }
}

export function faultWords({ line, reason, field }: LineFault, t: Words): string {
  switch (reason) {
    case 'not-json':
      return t('fault.notJson', { line })
    case 'not-record':
      return t('fault.notRecord', { line })
    case 'field':
      return t('fault.field', { line, field: visibleLine(field) })
    case 'repeated':
      return t('fault.repeated', { line })
    case 'disorder':
      return t('fault.disorder', { line })
    case 'cut':
      return t('fault.tooManySessions', { line })
  }
}
