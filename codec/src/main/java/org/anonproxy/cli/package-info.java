/**
 * Gives both programs one command line behaviour: option types, errors in one line, exit codes, the
 * console log and an orderly end on a signal. The only package of this module that touches standard
 * output, standard error and the end of the JVM; nothing outside the programs may depend on it.
 */
@NullMarked
package org.anonproxy.cli;

import org.jspecify.annotations.NullMarked;
