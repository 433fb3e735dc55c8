/* The parts of tiptap (ProseMirror) that the editor of articles is made of; static/editor/editor.js puts them together. */
import { Editor, Extension, Mark, Node } from "@tiptap/core";
import Blockquote from "@tiptap/extension-blockquote";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import HardBreak from "@tiptap/extension-hard-break";
import Heading from "@tiptap/extension-heading";
import HorizontalRule from "@tiptap/extension-horizontal-rule";
import Italic from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import Paragraph from "@tiptap/extension-paragraph";
import Strike from "@tiptap/extension-strike";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import Text from "@tiptap/extension-text";
import Underline from "@tiptap/extension-underline";
import { Dropcursor, Gapcursor, TrailingNode, UndoRedo } from "@tiptap/extensions";
import { Plugin } from "@tiptap/pm/state";
window.Tiptap = {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Extension, Gapcursor, HardBreak, Heading, HorizontalRule, Italic, ListItem,
  ListKeymap, Mark, Node, OrderedList, Paragraph, Plugin, Strike, Table, TableCell, TableHeader, TableRow, Text,
  TrailingNode, Underline, UndoRedo
};
