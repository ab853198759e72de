/**
 * What a fuzzer drives: one class per target, each with the method that Jazzer looks for, and none
 * of Jazzer's own types. The ordinary test run replays their corpora.
 */
@NullMarked
package org.anonproxy.fuzz;

import org.jspecify.annotations.NullMarked;
