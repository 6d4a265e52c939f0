/** The software bill of materials holds every package that the server runs with, and says what each is. */
import { describe, expect, test } from 'vitest'
import { nameOf, readLockFile, runtimePackages, sbomOf, sbomText } from '#scripts/sbom.ts'

const lock = readLockFile()
const sbom = JSON.parse(sbomText(lock)) as ReturnType<typeof sbomOf>
const listed = new Map(sbom.components.map((component) => [component['bom-ref'], component]))

describe('the SBOM', () => {
  test('holds every run-time package of the lock file, with its version, license and hash', () => {
    const runtime = runtimePackages(lock)
    expect(runtime.length).toBeGreaterThan(100)
    for (const [folder, { version, integrity = '' }] of runtime) {
      const component = listed.get(`pkg:npm/${nameOf(folder).replace('@', '%40')}@${version}`)
      expect(component, folder).toMatchObject({ name: nameOf(folder), version })
      expect(component?.licenses, folder).toEqual([{ expression: expect.stringMatching(/^[\w.()+ -]+$/) }])
      const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
      expect(component?.hashes, folder).toEqual([{ alg: 'SHA-512', content: hex }])
    }
  })

  test('holds each package that the project asks for, and none that only its developers need', () => {
    const { dependencies = {}, devDependencies = {} } = lock.packages[''] as Record<string, Record<string, string>>
    const names = new Set(sbom.components.map(({ name }) => name))
    const self = sbom.dependencies.find(({ ref }) => ref === sbom.metadata.component['bom-ref'])
    for (const [name, version] of Object.entries(dependencies)) {
      expect(names, name).toContain(name)
      expect(self?.dependsOn).toContain(`pkg:npm/${name.replace('@', '%40')}@${version}`)
    }
    expect(Object.keys(devDependencies)).toContain('vitest')
    expect(names).not.toContain('vitest')
  })

  test('names only packages that it holds', () => {
    const refs = new Set([...listed.keys(), sbom.metadata.component['bom-ref']])
    for (const { ref, dependsOn } of sbom.dependencies)
      for (const name of [ref, ...dependsOn]) expect(refs).toContain(name)
    expect(sbom.dependencies).toHaveLength(refs.size)
  })

  test('is the same whenever it is made from the same lock file', () => {
    expect(sbomText(readLockFile())).toBe(sbomText(lock))
  })

  test('cannot be made with a package of an unknown license', () => {
    const packages = { ...lock.packages, 'node_modules/x': { version: '1.0.0', integrity: 'sha512-AA==' } }
    expect(() => sbomOf({ ...lock, packages })).toThrow('node_modules/x')
  })
})
